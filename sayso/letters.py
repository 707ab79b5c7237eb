"""Letters: from a text whose accents stand behind their letters, as macOS and PDF have them, to the same with whole letters."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from sayso.story import Span

T = TypeVar("T")


def composed(text: str) -> tuple[str, Callable[[Span], Span], Callable[[Span], Span]]:
    """Return ``text`` with each letter and the marks behind it as one (Unicode's NFC), and how spans go there and back.

    A span that begins or ends amid a letter takes in all of it.
    """
    pieces: list[str] = []
    before, after = [0], [0]
    for start, end in _letters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        if end - start == len(piece):
            before.extend(range(start + 1, end + 1))
            after.extend(range(after[-1] + 1, after[-1] + len(piece) + 1))
        else:
            before.append(end)
            after.append(after[-1] + len(piece))

    def way(here: list[int], there: list[int]) -> Callable[[Span], Span]:
        return lambda span: Span(there[bisect_right(here, span.start) - 1], there[bisect_left(here, span.end)])

    return "".join(pieces), way(before, after), way(after, before)


def moved(value: T, way: Callable[[Span], Span]) -> T:
    """Return a story, or any part of one, with each of its spans moved ``way``."""
    changed: Any = value
    if isinstance(value, Span):
        changed = way(value)
    elif isinstance(value, tuple):
        changed = tuple(moved(each, way) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changed = replace(value, **{field.name: moved(getattr(value, field.name), way) for field in fields(value)})
    return changed  # type: ignore[no-any-return]


def _letters(text: str) -> list[tuple[int, int]]:
    """Return where each letter with its marks stands; what takes none of another's marks stands by itself."""
    edges = [at for at, letter in enumerate(text) if not at or _stands_alone(letter)]
    return list(pairwise([*edges, len(text)]))


def _stands_alone(letter: str) -> bool:
    # Marks, and the vowels and final consonants of Korean, which have no class of their own.
    return not unicodedata.combining(letter) and not "\u1160" <= letter <= "\u11ff"
