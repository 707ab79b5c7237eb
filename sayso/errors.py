"""The errors that sayso raises. Each names the input, what is wrong with it, and what to do."""

from __future__ import annotations


class SaysoError(Exception):
    """Whatever sayso raises on purpose."""


class InputError(SaysoError):
    """An input that cannot be read.

    ``input`` is what the user named (a path, a URL, ``-``, or a file and line: ``news.jsonl:3``), ``problem`` what is wrong with
    it, ``remedy`` what to do.
    """

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name}: {problem}. {remedy}")
        self.input = name
        self.problem = problem
        self.remedy = remedy


class ModelError(SaysoError):
    """The model's files are missing or broken."""
