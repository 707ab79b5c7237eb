"""Marked stories: from texts with their statements marked in braces to gold stories.

``{s1 The minister} {c1 said} {t1 that {s2 the bank} {c2 had warned} him {t2 of a run}}`` marks source (``s``), cue (``c``) and
content (``t``, what is told) of statements 1 and 2. A span of two statements names both: ``{s1,3 She}``. A statement stands inside
the one whose content holds all of it. The stories of a file stand between lines of ``====``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

ROLES = {"s": "source", "c": "cue", "t": "content"}

_MARK = re.compile(r"\{(?P<role>[sct])(?P<numbers>\d+(?:,\d+)*) ?|\}")
_BETWEEN = re.compile(r"^={4,}\s*$", re.MULTILINE)

Span = list[int]
Spans = dict[str, list[Span]]


class MarkError(ValueError):
    """A story whose marks make no sense. The message names the story and the place."""


def load_marked(path: Path) -> list[dict[str, Any]]:
    """Read a file of marked stories, called by its name and their number. Raises :class:`MarkError`."""
    parts = (part.strip("\n") for part in _BETWEEN.split(path.read_text(encoding="utf-8")))
    return [parse(part, f"{path.stem}-{number}") for number, part in enumerate(filter(None, parts), 1)]


def parse(marked: str, id: str) -> dict[str, Any]:  # noqa: A002 - the field's name in the contract
    """Return a marked story in the shape of a gold one: id, text, statements with their spans and parents."""
    text, spans = _unmarked(marked, id)
    numbers = sorted(spans)
    for number in numbers:
        _check(spans[number], text, f"{id}, statement {number}")
    parents = [_parent(number, spans, text, f"{id}, statement {number}") for number in numbers]
    statements = [
        {**spans[number], "parent": numbers.index(parent) if parent is not None else None}
        for number, parent in zip(numbers, parents, strict=True)
    ]
    return {"id": id, "text": text, "statements": statements}


def _unmarked(marked: str, id: str) -> tuple[str, dict[int, Spans]]:  # noqa: A002
    text, at = "", 0
    opened: list[tuple[str, str, int]] = []
    spans: dict[int, Spans] = {}
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark["role"]:
            opened.append((ROLES[mark["role"]], mark["numbers"], len(text)))
            continue
        if not opened:
            raise MarkError(f"{id}: a brace too many after {text[-40:]!r}")
        role, numbers, start = opened.pop()
        if text[start:] != text[start:].strip() or start == len(text):
            raise MarkError(f"{id}: a span that is empty, or has white space at an end: {text[start:]!r}")
        for number in numbers.split(","):
            spans.setdefault(int(number), {name: [] for name in ROLES.values()})[role].append([start, len(text)])
    text += marked[at:]
    if opened:
        raise MarkError(f"{id}: a brace is never closed, of {' '.join(opened[-1][:2])}")
    if odd := re.search("[{}]", text):
        raise MarkError(f"{id}: a brace that is no mark: {text[odd.start() : odd.start() + 40]!r}")
    return text, spans


def _whole(statement: Spans) -> list[Span]:
    return sorted(span for spans in statement.values() for span in spans)


def _check(statement: Spans, text: str, place: str) -> None:
    if not statement["cue"] or not statement["content"]:
        raise MarkError(f"{place}: has no cue, or no content")
    if len(statement["cue"]) > 2 or len(statement["source"]) > 2:
        raise MarkError(f"{place}: has too many cues or sources: is its number used twice?")
    whole = _whole(statement)
    for before, after in pairwise(whole):
        if after[0] < before[1]:
            raise MarkError(f"{place}: {text[slice(*before)]!r} and {text[slice(*after)]!r} overlap")


def _parent(number: int, spans: dict[int, Spans], text: str, place: str) -> int | None:
    """Return the statement of which a piece of the content, the shortest, holds all of this one."""
    whole = _whole(spans[number])
    found: list[tuple[int, int]] = []
    for other in spans.keys() - {number}:
        for start, end in spans[other]["content"]:
            held = [span for span in whole if start <= span[0] and span[1] <= end]
            if len(held) == len(whole):
                found.append((end - start, other))
            elif any(span in held for span in spans[number]["content"]) and any(span not in held for span in spans[number]["cue"]):
                raise MarkError(f"{place}: {text[slice(*whole[0])]!r} stands outside of statement {other}, which holds its content")
    return min(found)[1] if found else None
