"""The tagger: from text to tagged spans, and to how well each span fits each cue. It runs the shipped network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.read.pieces import Pieces, cut_into_pieces, model_input, windows

Floats = NDArray[np.float32]
Role = Literal["source", "cue", "content"]

MODEL = Path(__file__).parents[1] / "model"
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINK_WIDTH = 96
DISTANCE_BUCKETS = 22

WINDOW = 320
"""Pieces in one window, as in training."""
OVERLAP = 96
"""Pieces that neighbouring windows share."""


class Tagged(NamedTuple):
    """A span with its role: character offsets into the text."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Tagging:
    """What the tagger saw in one text.

    ``spans`` stand in order and do not overlap; ``links`` has shape (spans, spans): how well span *i*, a source or a content,
    fits the cue *j* (mean link score over its pieces; minus infinity where *j* is no cue).
    """

    spans: tuple[Tagged, ...]
    links: Floats


class Tags(Protocol):
    """Anything that tags a text: the network, or a stand-in for it."""

    def __call__(self, text: str) -> Tagging: ...


def distance_bucket(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Map distances in pieces to buckets of doubling width: 0 to 10 for cues ahead, 12 to 21 for cues behind."""
    magnitude = np.minimum(np.ceil(np.log2(np.abs(offsets) + 1)), 10).astype(np.int64)
    return np.where(offsets < 0, 11 + magnitude, magnitude)


class Tagger:
    """The network in ``folder``: ``tagger.onnx``, ``tokenizer.json`` and ``distance.json``. Safe to call from several threads."""

    def __init__(self, folder: Path = MODEL, threads: int = 1) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._distance = np.asarray(json.loads((folder / "distance.json").read_text()), dtype=np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena would keep the largest window's memory for ever, once per thread.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"])

    def __call__(self, text: str) -> Tagging:
        """Tag ``text``, of any length. Time and memory are linear in its length."""
        pieces = cut_into_pieces(text, self._tokenizer)
        scores, query, key = self._scores(pieces)
        runs = list(spans_of(best_path(scores)))
        spans = tuple(Tagged(role, int(pieces.starts[a]), int(pieces.ends[b - 1])) for role, a, b in runs)
        return Tagging(spans, link_scores(runs, query, key, self._distance))

    def _scores(self, pieces: Pieces) -> tuple[Floats, Floats, Floats]:
        """Tag scores (pieces, 7), queries (pieces, 97) and keys (pieces, 96), each piece's from where it stands deepest."""
        total = len(pieces)
        scores = np.zeros((total, len(TAGS)), np.float32)
        query = np.zeros((total, LINK_WIDTH + 1), np.float32)
        key = np.zeros((total, LINK_WIDTH), np.float32)
        if not total:
            return scores, query, key
        cuts = windows(pieces, WINDOW, OVERLAP)
        for index, (start, end) in enumerate(cuts):
            left = start if index == 0 else (start + cuts[index - 1][1]) // 2
            right = end if end == total else (cuts[index + 1][0] + end) // 2
            outputs = self._session.run(None, model_input(pieces, start, end))
            for whole, part in zip((scores, query, key), outputs, strict=True):
                whole[left:right] = part[0, left - start + 1 : right - start + 1]
        return scores, query, key


_ENTRY = np.zeros((len(TAGS) + 1, len(TAGS)), np.float32)
"""Row: the tag before (last: the start of the text); minus infinity where an I- tag would follow anything but its own role."""
for _tag, _name in enumerate(TAGS):
    if _name.startswith("I-"):
        _ENTRY[:, _tag] = -np.inf
        _ENTRY[[_tag - 1, _tag], _tag] = 0


def best_path(scores: Floats) -> list[int]:
    """Return the legal tag sequence of the highest summed score; ``scores`` has shape (pieces, 7). (Viterbi 1967.)"""
    if not len(scores):
        return []
    best = scores[0] + _ENTRY[-1]
    back = np.zeros(scores.shape, np.int8)
    transitions = _ENTRY[:-1]
    for at in range(1, len(scores)):
        paths = best[:, None] + transitions
        back[at] = paths.argmax(0)
        best = paths.max(0) + scores[at]
    path = [int(best.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return path[::-1]


def spans_of(path: list[int]) -> list[tuple[Role, int, int]]:
    """Turn a legal tag sequence into (role, first piece, piece after the last)."""
    found: list[tuple[Role, int, int]] = []
    roles: tuple[Role, ...] = ("source", "cue", "content")
    for at, tag in enumerate(path):
        if not tag:
            continue
        role = roles[(tag - 1) // 2]
        if tag % 2:
            found.append((role, at, at + 1))
        else:
            found[-1] = (role, found[-1][1], at + 1)
    return found


def link_scores(runs: list[tuple[Role, int, int]], query: Floats, key: Floats, distance: Floats) -> Floats:
    """Mean link score of each run's pieces to the first piece of each cue: (runs, runs); the null link's score is taken off."""
    links = np.full((len(runs), len(runs)), -np.inf, np.float32)
    cues = [i for i, (role, _, _) in enumerate(runs) if role == "cue"]
    if not cues:
        return links
    heads = np.asarray([runs[i][1] for i in cues])
    keys = key[heads].T / np.float32(LINK_WIDTH**0.5)
    for index, (role, start, end) in enumerate(runs):
        if role != "cue":
            near = distance[distance_bucket(heads[None] - np.arange(start, end)[:, None])]
            links[index, cues] = (query[start:end, :-1] @ keys + near - query[start:end, -1:]).mean(0)
    return links
