"""Gold stories as training windows: from JSON Lines to tags and links per word piece.

Stories are *outer* texts, whose own voice is the outlet's. *Inner* texts are what somebody is said to have said, as the reader sets
it on a sheet to read it again.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.reading.tagging.passages import Sheet, bare
from sayso.reading.tagging.pieces import Pieces, cut_into_pieces, windows
from sayso.reading.tagging.quotes import paragraphs
from sayso.reading.tagging.tagger import TAGS
from sayso.story import Span, Spans

IGNORED = -100

OUTER = 0.5
"""Share of a flat corpus's stories that are read as outer text in an epoch of the second stage: by then the network knows them."""
SENTENCES = 0.3
"""Share of the sentences of its other stories that are read as inner text in an epoch."""


@dataclass(frozen=True, slots=True)
class Example:
    """One gold story in pieces: ``tags`` (pieces,), and ``links``: (piece, first piece of its cue or -1, weight)."""

    id: str
    pieces: Pieces
    tags: NDArray[np.int64]
    links: list[tuple[int, int, float]]


def load(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file of gold stories."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def example(story: dict[str, Any], tokenizer: Tokenizer, *, inner: bool = False) -> Example:
    """Lay the gold statements of a story over its word pieces. Discarded regions are ignored by the loss."""
    pieces = cut_into_pieces(story["text"], tokenizer, inner=inner)

    def covered(start: int, end: int) -> slice:
        return slice(int(np.searchsorted(pieces.ends, start, "right")), int(np.searchsorted(pieces.starts, end, "left")))

    tags = np.zeros(len(pieces), dtype=np.int64)
    cues_of: dict[int, list[int]] = {}
    for statement in story["statements"]:
        cue = covered(*statement["cue"][0]).start if statement["cue"] else -1
        for role in ("source", "cue", "content"):
            for span in statement[role]:
                where = covered(*span)
                if where.stop <= where.start:
                    continue
                tags[where] = TAGS.index(f"I-{role}")
                tags[where.start] = TAGS.index(f"B-{role}")
                if role != "cue":
                    for piece in range(where.start, where.stop):
                        cues_of.setdefault(piece, []).append(cue)
    for span in story.get("discard", ()):
        tags[covered(*span)] = IGNORED
    links = [(piece, cue, 1 / len(cues)) for piece, cues in cues_of.items() for cue in cues]
    return Example(story["id"], pieces, tags, sorted(links))


def training_windows(examples: list[Example], size: int, rng: random.Random) -> list[tuple[Example, int, int]]:
    """Cut all examples into windows of at most ``size`` pieces, the first cut of each shifted at random."""
    return [
        (item, start, end)
        for item in examples
        if len(item.pieces)
        for start, end in windows(item.pieces, size, 0, first=rng.randint(size // 4, size))
    ]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Outer and inner texts of a flat corpus of news, and of stories whose statements stand in each other.

    What is read of the flat corpus is drawn anew each epoch. The contents of the nested stories, which are few, are given twice.
    """

    flat: list[dict[str, Any]]
    nested: list[dict[str, Any]]
    tokenizer: Tokenizer

    def kept(self) -> list[Example]:
        """Return the examples that are the same in every epoch."""
        free = [outermost(story) for story in self.nested]
        sheets = [contents_sheet(story) for story in self.nested]
        return [
            *(example(story, self.tokenizer) for story in free),
            *(example(story, self.tokenizer, inner=True) for story in (*free, *sheets, *sheets)),
        ]

    def drawn(self, rng: random.Random, share: float = OUTER) -> list[Example]:
        """Return the examples of one epoch only; ``share`` of the flat corpus's stories are read as outer text."""
        outer = set(rng.sample(range(len(self.flat)), round(share * len(self.flat))))
        return [
            example(story, self.tokenizer)
            if index in outer
            else example(sentences_sheet(story, SENTENCES, rng), self.tokenizer, inner=True)
            for index, story in enumerate(self.flat)
        ]


def held_out(stories: list[dict[str, Any]], every: int = 20) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split off every ``every``-th story, for choosing the decoder's constants without touching a dev file."""
    return [s for i, s in enumerate(stories) if i % every], [s for i, s in enumerate(stories) if not i % every]


def outermost(story: dict[str, Any]) -> dict[str, Any]:
    """Keep the statements with a cue that stand in no other one: those that a flat tagger can tell.

    What a statement without a cue says, a whole letter, is left to its own voice: the statements in it stand outermost then.
    """
    statements = story["statements"]

    def stands_free(statement: dict[str, Any]) -> bool:
        parent = statement.get("parent")
        return parent is None or (not statements[parent]["cue"] and stands_free(statements[parent]))

    return {**story, "statements": [s for s in statements if s["cue"] and stands_free(s)]}


def sheet_of(story: dict[str, Any], id: str, passages: Sequence[Spans], of: Sequence[Sequence[int]]) -> dict[str, Any]:  # noqa: A002
    """Return passages of a story set as a sheet; ``of`` says, for each, which statements of the story are marked in it."""
    sheet = Sheet.of(story["text"], passages)

    def moved(span: Sequence[int], passage: int) -> list[list[int]]:
        places = (
            (max(span[0], there) - there + here, min(span[1], there + length) - there + here)
            for here, there, length, number in sheet.pieces
            if number == passage
        )
        return [[a, b] for a, b in places if a < b]

    statements = []
    for passage, indices in enumerate(of):
        for index in indices:
            spans = {
                role: [place for span in story["statements"][index][role] for place in moved(span, passage)]
                for role in ("source", "cue", "content")
            }
            if spans["cue"] and spans["content"]:
                statements.append(spans)
    return {"id": id, "text": sheet.text, "statements": statements}


def contents_sheet(story: dict[str, Any]) -> dict[str, Any]:
    """Set all contents of a story as a sheet, marked with the statements that stand in them."""
    children: dict[int, list[int]] = {}
    for index, statement in enumerate(story["statements"]):
        if statement.get("parent") is not None:
            children.setdefault(statement["parent"], []).append(index)
    passages, of = [], []
    for index, statement in enumerate(story["statements"]):
        # A whole letter, which has no cue, is given as a text of its own.
        if statement["cue"] and (passage := bare(story["text"], tuple(Span(*span) for span in statement["content"]))):
            passages.append(passage)
            of.append(children.get(index, []))
    return sheet_of(story, f"{story['id']}#contents", passages, of)


_SENTENCE_END = re.compile(r"(?<=[a-z0-9)%]{2}[.!?])\s+(?=[A-Z])")
_LOWERED = re.compile(
    r"^(?:The|A|An|He|She|It|They|We|His|Her|Their|In|On|At|But|This|That|There|When|If|As|After|Some|Many|Most)\b"
)


def sentences_sheet(story: dict[str, Any], share: float, rng: random.Random) -> dict[str, Any]:
    """Set a random share of a story's sentences as a sheet, as if somebody had said them, with the statements that they hold.

    Half of them open as indirect speech does: ``that`` and a small letter. Sentences with a quotation mark are left out, and those
    from which a statement reaches into another.
    """
    text = story["text"]
    passages: list[Spans] = []
    of: list[list[int]] = []
    reach = [
        (
            min(a for role in ("source", "cue", "content") for a, _ in s[role]),
            max(b for role in ("source", "cue", "content") for _, b in s[role]),
        )
        for s in story["statements"]
    ]
    for start, end in paragraphs(text):
        cuts = [start, *(match.start() for match in _SENTENCE_END.finditer(text, start, end)), end]
        for left, right in pairwise(cuts):
            if rng.random() > share or re.search('["“”]', text[left:right]):
                continue
            held = [i for i, (a, b) in enumerate(reach) if a < right and left < b]
            if all(left <= reach[i][0] and reach[i][1] <= right for i in held):
                first = left + len(text[left:right]) - len(text[left:right].lstrip())
                passages.append((Span(first, right),))
                of.append(held)
    made = sheet_of(story, f"{story['id']}#sentences", passages, of)
    for start, end in reversed(list(paragraphs(made["text"]))):
        if rng.random() < 0.5:
            made = _reported(made, start, end)
    return made


def _reported(story: dict[str, Any], start: int, end: int) -> dict[str, Any]:
    """Turn the sentence at ``start`` into a clause: ``that``, and a small letter where it opens with a small word."""
    text, lead = story["text"], "that "
    opening = text[start].lower() if _LOWERED.match(text[start:end]) else text[start]
    statements = [
        {
            role: [[a + len(lead) * (a >= start), b + len(lead) * (b > start)] for a, b in s[role]]
            for role in ("source", "cue", "content")
        }
        for s in story["statements"]
    ]
    return {**story, "text": text[:start] + lead + opening + text[start + 1 :], "statements": statements}
