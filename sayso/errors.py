"""The errors that sayso raises. Each names the input, what is wrong with it, and what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from sayso.story import Story

LONGEST_TOLD = 300
"""Characters of an error of another's that are told: some name all that they were given."""


class SaysoError(Exception):
    """Whatever sayso raises on purpose. It goes through pickle: processes that read send back what they could not."""

    @classmethod
    def _again(cls, args: tuple[Any, ...], known: dict[str, Any]) -> Self:
        error = cls.__new__(cls, *args)
        error.__dict__.update(known)
        return error

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception would be made again of its message alone, which is not what these are made of.
        return self._again, (self.args, self.__dict__)


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


class LanguageError(InputError):
    """A story in a language that is not read. ``story`` is that story, unread, with its language."""

    def __init__(self, name: str, story: Story, language: str) -> None:
        remedy = "If it is English after all, say so with --lang en."
        super().__init__(name, f"is in {language}, and sayso reads English so far", remedy)
        self.story = story


def fault(name: str, error: Exception) -> InputError:
    """Return the failure of one input at which something broke that nobody foresaw: it must not cost the others of a run."""
    logging.getLogger(__name__).debug("%s", name, exc_info=error)
    if isinstance(error, MemoryError):
        return InputError(name, "does not fit into memory", "Leave it out, or cut it.")
    told = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_TOLD]
    return InputError(name, f"cannot be read ({told})", "Leave it out, and report it with the document as a fault of sayso.")


class AmbiguousError(InputError):
    """A name that several bear: ``bearers`` are (number, name and what is known of it)."""

    def __init__(self, name: str, bearers: tuple[tuple[int, str], ...]) -> None:
        told = "; ".join(f"#{number} {words}" for number, words in bearers)
        super().__init__(name, f"is the name of {len(bearers)} speakers: {told}", f"Say which one: '#{bearers[0][0]}'.")
        self.bearers = bearers


class UnknownError(InputError):
    """Something that was asked for by its name or number, and that the archive does not have."""


class SettledError(InputError):
    """What is asked for is so already: there is nothing to do."""


class ModelError(SaysoError):
    """The model's files are missing or broken."""


class ArchiveError(InputError):
    """An archive that cannot be opened, read or written: ``input`` is its path or address."""
