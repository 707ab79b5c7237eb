"""Gold stories as training windows: from JSON Lines to tags, links and kinds per word piece."""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.reading.tagging.pieces import Pieces, cut_into_pieces, windows
from sayso.reading.tagging.tagger import ACTS, GUIDELINES, LEVELS, NO_NAMES, QUERIES, TAGS

IGNORED = -100
NONE = -1
"""The target of a link that leads nowhere."""

SHARES = (0.15, 0.3, 0.3)
"""Of a flat corpus's stories, a nested one's, and those with mentions of entities, that an epoch goes through."""

_THIRD = frozenset(["he", "him", "his", "she", "her", "they", "them", "their", "it", "its"])


class Edge(NamedTuple):
    """A link to learn: from a piece, by one of QUERIES, to any of ``targets``, of which NONE stands for nothing."""

    query: int
    piece: int
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One gold story in pieces.

    ``tags``: (LEVELS, pieces); ``acts`` and ``kinds``: (pieces,), of cues and sources; each IGNORED where nobody says.
    ``guideline`` indexes GUIDELINES.
    """

    id: str
    pieces: Pieces
    tags: NDArray[np.int64]
    acts: NDArray[np.int64]
    kinds: NDArray[np.int64]
    guideline: int
    edges: list[Edge] = field(default_factory=list)


def load(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file of gold stories."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def example(story: dict[str, Any], tokenizer: Tokenizer, guideline: str = "real", *, nested: bool = True) -> Example:
    """Lay the gold statements of a story over its word pieces.

    ``nested`` says that statements inside contents are marked too: where they are not, deeper levels are ignored by the loss, as
    are discarded regions.
    """
    pieces = cut_into_pieces(story["text"], tokenizer)
    laid = _Laid(story, pieces)
    tags = np.zeros((LEVELS, len(pieces)), dtype=np.int64)
    acts, kinds = (np.full(len(pieces), IGNORED, dtype=np.int64) for _ in range(2))
    if not nested:
        tags[1:] = IGNORED
    for statement, depth in zip(story["statements"], depths(story["statements"]), strict=True):
        if depth >= LEVELS:
            continue
        for role in ("source", "cue", "content"):
            for where in laid.slices(statement[role]):
                tags[depth, where] = TAGS.index(f"I-{role}")
                tags[depth, where.start] = TAGS.index(f"B-{role}")
        heart = (laid.slices(statement["cue"]) or laid.slices(statement["content"]))[:1]
        if statement.get("act") in ACTS:
            for one in heart:
                acts[one if statement["cue"] else one.start] = ACTS.index(statement["act"])
        for one in laid.slices(statement["source"]) or (heart if statement["cue"] else []):
            if "speaker" in statement:
                kinds[one] = NO_NAMES.index(_kind(statement["speaker"]))
    for span in story.get("discard", ()):
        tags[:, laid.pieces_of(*span)] = IGNORED
    return Example(story["id"], pieces, tags, acts, kinds, GUIDELINES.index(guideline), laid.edges())


def coreference(story: dict[str, Any], tokenizer: Tokenizer) -> Example:
    """Return a story of which only mentions of people and bodies are marked: each leads to the names of whom it means."""
    pieces = cut_into_pieces(story["text"], tokenizer)
    laid = _Laid({**story, "statements": []}, pieces)
    named: dict[int, list[int]] = {}
    for mention in story["mentions"]:
        if mention["form"] == "name":
            named.setdefault(mention["entity"], []).append(laid.pieces_of(*mention["head"]).start)
    edges = []
    for mention in story["mentions"]:
        words = story["text"][slice(*mention["span"])].casefold()
        if mention["type"] not in ("person", "organization") or (mention["form"] == "pronoun" and words not in _THIRD):
            continue
        at = laid.pieces_of(*mention["span"]).start
        if at < len(pieces):
            edges.append(Edge(QUERIES.index("who"), at, tuple(named.get(mention["entity"], (NONE,)))))
    nothing = np.full(len(pieces), IGNORED, dtype=np.int64)
    return Example(story["id"], pieces, np.tile(nothing, (LEVELS, 1)), nothing, nothing, GUIDELINES.index("gum"), edges)


def depths(statements: Sequence[dict[str, Any]]) -> list[int]:
    """Return how many statements stand around each; a parent stands before or behind its children."""

    def depth(index: int) -> int:
        parent = statements[index].get("parent")
        return 0 if parent is None else 1 + depth(parent)

    return [depth(index) for index in range(len(statements))]


class _Laid:
    """The statements of a story over its pieces."""

    def __init__(self, story: dict[str, Any], pieces: Pieces) -> None:
        self._story, self._pieces = story, pieces
        self._starts, self._ends = pieces.starts.tolist(), pieces.ends.tolist()

    def pieces_of(self, start: int, end: int) -> slice:
        """Return the pieces of a span."""
        return slice(int(np.searchsorted(self._pieces.ends, start, "right")), bisect_left(self._starts, end))

    def slices(self, spans: Iterable[Sequence[int]]) -> list[slice]:
        return [where for where in (self.pieces_of(*span) for span in spans) if where.start < where.stop]

    def edges(self) -> list[Edge]:
        found: dict[tuple[int, int], set[int]] = {}

        def link(query: str, piece: int, target: int) -> None:
            found.setdefault((QUERIES.index(query), piece), set()).add(target)

        statements = self._story["statements"]
        for statement, depth in zip(statements, depths(statements), strict=True):
            if depth >= LEVELS:
                continue
            cue, source, content = (self.slices(statement[role]) for role in ("cue", "source", "content"))
            anchor = (cue or source)[0].start if cue or source else NONE
            for where in content:
                for piece in range(where.start, where.stop):
                    link(f"content {depth}", piece, anchor)
            for where in cue:
                for piece in range(where.start, where.stop):
                    link("source", piece, source[0].start if source else NONE)
            asks = (source or content)[:1] if "speaker" in statement else []
            for where in asks:
                for target in self._mentions(statement["speaker"]):
                    link("who", where.start, target)
        return [Edge(query, piece, tuple(sorted(targets))) for (query, piece), targets in sorted(found.items())]

    def _mentions(self, speaker: str) -> list[int]:
        """Return the first pieces of where a speaker is named, by all of the name or its last word; NONE where it is no name."""
        kind = _kind(speaker)
        if kind == "document":
            return []
        if kind != "named":
            return [NONE]
        text = self._story["text"]
        found = {
            self.pieces_of(at, at + len(name)).start
            for name in {speaker, speaker.split()[-1]}
            if name[:1].isupper()
            for at in _places(text, name)
        }
        return sorted(at for at in found if at < len(self._pieces))


def _places(text: str, name: str) -> Iterable[int]:
    at = text.find(name)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(name) : at + len(name) + 1].isalnum():
            yield at
        at = text.find(name, at + 1)


def _kind(speaker: str) -> str:
    first = speaker.split(":")[0]
    return first if first in NO_NAMES else "named"


@dataclass(frozen=True, slots=True)
class Mixture:
    """What an epoch goes through: labelled news twice, our own stories, and a share of each other corpus, drawn anew.

    The other corpora teach what people mean by a source, a cue and a content, and where these end; what counts as a statement of
    news is told by labelled news alone, since each corpus is read after its own guidelines.
    """

    kept: list[Example]
    flat: list[Example]
    nested: list[Example]
    referring: list[Example]

    def __call__(self, rng: random.Random) -> list[Example]:
        """Return the examples of one epoch."""
        drawn = [
            rng.sample(of, round(share * len(of)))
            for of, share in zip((self.flat, self.nested, self.referring), SHARES, strict=True)
        ]
        return [*self.kept, *(item for part in drawn for item in part)]


def training_windows(examples: Iterable[Example], size: int, rng: random.Random) -> list[tuple[Example, int, int]]:
    """Cut all examples into windows of at most ``size`` pieces, the first cut of each shifted at random."""
    return [
        (item, start, end)
        for item in examples
        if len(item.pieces)
        for start, end in windows(item.pieces, size, 0, first=rng.randint(size // 4, size))
    ]


def held_out(stories: list[dict[str, Any]], every: int = 20) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split off every ``every``-th story, for choosing the decoder's constants without touching a dev file."""
    return [s for i, s in enumerate(stories) if i % every], [s for i, s in enumerate(stories) if not i % every]
