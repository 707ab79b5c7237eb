"""Sentences: where one ends, and which points end none."""

from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATION = r"(?:St|Mt|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|Col|Prof|Rev|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\."
_LONGEST = 5
"""Characters of the longest abbreviation, with its point."""
_END = re.compile(r"(?<![.!?…]{4})[.!?…]++[\"'”’»)\]]*+(?=\s|$)|\n")
"""Of a row of points only the first four are tried: it is one end, or none."""
_NO_END = re.compile(rf"(?:{ABBREVIATION}|\b[A-Z]\.)$")
"""A point that ends no sentence."""


def sentence_ends(text: str, start: int, end: int, least: int = 0) -> Iterator[re.Match[str]]:
    """Yield the marks, and the line breaks, of ``text[start:end]`` that end a sentence, in order; no abbreviation's point.

    ``least`` is where the sentence itself begins: what stands before it is no part of an abbreviation.
    """
    for mark in _END.finditer(text, start, end):
        if not _NO_END.search(text, max(least, mark.start() - _LONGEST), mark.start() + 1):
            yield mark
