"""Pieces: from text to what the tagger sees: word pieces with their shape and quotation state, cut into windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.reading.tagging.quotes import outermost, paragraphs, quotations

Ints = NDArray[np.int32]

SHAPES = ("other", "lower", "title", "upper", "digit", "inner")
QUOTE_STATES = ("outside", "inside", "opening", "closing")
CLS, SEP, PAD = 101, 102, 0
"""Identifiers of BERT's uncased vocabulary."""

LONGEST_ENCODED = 8_000
"""Characters that the tokenizer is given at once: bounds its memory on a text without line breaks."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The word pieces of one text, each array of shape (pieces,).

    ``starts`` and ``ends`` are character offsets into the text; ``breaks`` holds the index of the first piece of each
    paragraph; ``shapes`` and ``quotes`` index SHAPES and QUOTE_STATES.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    shapes: Ints
    quotes: Ints
    breaks: Ints

    def __len__(self) -> int:
        return len(self.ids)


def cut_into_pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cut ``text`` into word pieces. Offsets count Unicode code points. Time is linear in the length of the text."""
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    breaks: list[int] = []
    for start, end in paragraphs(text):
        breaks.append(len(columns[0]))
        for left, right in _chunks(text, start, end):
            encoding = tokenizer.encode(text[left:right], add_special_tokens=False)
            columns[0].extend(encoding.ids)
            for a, b in encoding.offsets:
                columns[1].append(a + left)
                columns[2].append(b + left)
    ids, starts, ends = (np.asarray(column, dtype=np.int32) for column in columns)
    first = np.unique([at for at in breaks if at < len(ids)]).astype(np.int32)
    shapes = np.fromiter((_shape(text, a, b) for a, b in zip(columns[1], columns[2], strict=True)), np.int32, len(ids))
    return Pieces(ids, starts, ends, shapes, _quote_states(text, starts), first)


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_ENCODED:
        cut = text.rfind(" ", start + LONGEST_ENCODED // 2, start + LONGEST_ENCODED)
        cut = cut if cut > 0 else start + LONGEST_ENCODED
        yield start, cut
        start = cut
    yield start, end


def _shape(text: str, start: int, end: int) -> int:
    if start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        return 5
    word = text[start:end]
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 or text[end : end + 1].isupper() else 2
    if word[:1].isupper():
        return 2
    return 4 if word[:1].isdigit() else 0


def _quote_states(text: str, starts: Ints) -> Ints:
    states = np.zeros(len(text) + 1, dtype=np.int8)
    for start, end in outermost(quotations(text)):
        states[start:end] = 1
        states[start] = 2
        states[end - 1] = 3
    return states[starts].astype(np.int32)


def windows(pieces: Pieces, size: int, overlap: int, first: int | None = None) -> list[tuple[int, int]]:
    """Cut the pieces into windows of at most ``size``, at paragraph starts where there are any, as (start, end) pairs.

    Where a paragraph has to be cut, the next window begins ``overlap`` pieces before the cut. ``first``, if given, bounds the first
    window (training shifts it at random).
    """
    total, spans, start, limit = len(pieces), [], 0, first or size
    paragraphs = frozenset(pieces.breaks.tolist())
    while True:
        end = _cut(pieces.breaks, start, min(start + limit, total), total)
        spans.append((start, end))
        if end == total:
            return spans
        start = end if end in paragraphs else max(start + 1, end - overlap)
        limit = size


def _cut(breaks: Ints, low: int, high: int, total: int) -> int:
    """Return the last paragraph start in the upper half of (low, high], or ``high`` itself."""
    if high >= total:
        return total
    at = int(np.searchsorted(breaks, high, side="right")) - 1
    return int(breaks[at]) if at >= 0 and breaks[at] > (low + high) // 2 else high


def model_input(pieces: Pieces, start: int, end: int) -> dict[str, Any]:
    """Return the arrays that the network takes for one window, each of shape (1, pieces + 2), with CLS and SEP around it."""

    def framed(values: Ints, before: int, after: int) -> NDArray[np.int64]:
        return np.concatenate(([before], values[start:end], [after])).astype(np.int64)[None]

    return {
        "ids": framed(pieces.ids, CLS, SEP),
        "shapes": framed(pieces.shapes, 0, 0),
        "quotes": framed(pieces.quotes, 0, 0),
    }
