"""Gold stories as training windows: from JSON Lines to tags and links per word piece."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.reading.pieces import Pieces, cut_into_pieces, windows
from sayso.reading.tagger import TAGS

IGNORED = -100


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


def example(story: dict[str, Any], tokenizer: Tokenizer) -> Example:
    """Lay the gold statements of a story over its word pieces. Discarded regions are ignored by the loss."""
    pieces = cut_into_pieces(story["text"], tokenizer)

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


def held_out(stories: list[dict[str, Any]], every: int = 20) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split off every ``every``-th story, for choosing the decoder's constants without touching a dev file."""
    return [s for i, s in enumerate(stories) if i % every], [s for i, s in enumerate(stories) if not i % every]
