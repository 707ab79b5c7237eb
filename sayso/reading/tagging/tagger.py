"""The tagger: from text to tagged spans, and to how well each span fits each cue. It runs the shipped network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.errors import ModelError
from sayso.reading.tagging.pieces import SHAPES, Pieces, cut_into_pieces, model_input, windows

Floats = NDArray[np.float32]
Role = Literal["source", "cue", "content"]

MODEL = Path(__file__).parents[2] / "model"
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINK_WIDTH = 96
DISTANCE_BUCKETS = 22

WINDOW = 224
"""Pieces in one window, at most. 320, as in training, is slower and no more accurate on held-out training stories."""
OVERLAP = 48
"""Pieces that neighbouring windows share where a paragraph is cut. Elsewhere they share none: the network has learnt to read whole
paragraphs without what stands around them, and reading on in the next window was a sixth slower and no more accurate."""

LONGEST_BLOCK = 64
"""Windows that are held in memory at a time, where a text has no paragraphs to part them."""


class Tagged(NamedTuple):
    """A span with its role: character offsets into the text."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Tagging:
    """What the tagger saw in one text.

    ``spans`` stand in order and do not overlap. ``links[i]`` says how well span *i*, a source or a content, fits the cues around
    it: index of the cue → score, above 0 where a cue is likelier than none.
    """

    spans: tuple[Tagged, ...]
    links: tuple[dict[int, float], ...]


class Tags(Protocol):
    """Anything that tags a text: the network, or a stand-in for it."""

    def __call__(self, text: str, *, inner: bool = False) -> Tagging:
        """Tag ``text``; ``inner`` says that it is what somebody is said to have said."""


def distance_bucket(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Map distances in pieces to buckets of doubling width: 0 to 10 for cues ahead, 12 to 21 for cues behind."""
    magnitude = np.minimum(np.ceil(np.log2(np.abs(offsets) + 1)), 10).astype(np.int64)
    buckets: NDArray[np.int64] = np.where(offsets < 0, 11 + magnitude, magnitude)
    return buckets


class Tagger:
    """The network in ``folder``: ``tagger.onnx``, ``tokenizer.json`` and ``distance.json``. Safe to call from several threads."""

    def __init__(self, folder: Path = MODEL, threads: int = 1) -> None:
        names = ("tokenizer.json", "distance.json", "tagger.onnx")
        if missing := [name for name in names if not (folder / name).is_file()]:
            raise ModelError(f"{folder}: {', '.join(missing)} missing. Install sayso again: pip install --force-reinstall sayso")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._distance = np.asarray(json.loads((folder / "distance.json").read_text()), dtype=np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"])

    def __call__(self, text: str, *, inner: bool = False) -> Tagging:
        """Tag ``text``, of any length, block by block. Time is linear in its length."""
        pieces = cut_into_pieces(text, self._tokenizer, inner=inner)
        spans: list[Tagged] = []
        links: list[dict[int, float]] = []
        for block in blocks(pieces):
            views = [self._view(pieces, *cut) for cut in deepest(block)]
            start = views[0].start
            scores = np.concatenate([view.tags for view in views])
            path = best_path(scores, pieces, start)
            runs = [(role, a + start, b + start) for role, a, b in spans_of(path)]
            before = len(spans)
            links += ({cue + before: fit for cue, fit in fits.items()} for fits in link_scores(runs, views, self._distance))
            spans += (Tagged(role, int(pieces.starts[a]), int(pieces.ends[b - 1])) for role, a, b in runs)
        return Tagging(tuple(spans), tuple(links))

    def _view(self, pieces: Pieces, start: int, end: int, left: int, right: int) -> View:
        tags, query, key = (output[0, 1:-1] for output in self._session.run(None, model_input(pieces, start, end)))
        own = slice(left - start, right - start)
        return View(start, end, left, right, tags[own], query[own], key)


class View(NamedTuple):
    """What one window, pieces ``start`` to ``end``, says: of its own pieces, ``left`` to ``right``, and of every possible cue."""

    start: int
    end: int
    left: int
    right: int
    tags: Floats
    query: Floats
    key: Floats


def blocks(pieces: Pieces) -> Iterator[list[tuple[int, int]]]:
    """Yield windows in blocks that are read one by one: each ends where a paragraph does, or after LONGEST_BLOCK windows."""
    paragraphs = frozenset(pieces.breaks.tolist())
    block: list[tuple[int, int]] = []
    done = 0
    for start, end in windows(pieces, WINDOW, OVERLAP) if len(pieces) else ():
        block.append((max(start, done), end))
        if end == len(pieces) or end in paragraphs or len(block) == LONGEST_BLOCK:
            yield block
            block, done = [], end


def deepest(cuts: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Give each piece to the window in which it stands farthest from an edge: (start, end, left, right) for each window."""
    edges = [cuts[0][0], *((after[0] + before[1]) // 2 for before, after in pairwise(cuts)), cuts[-1][1]]
    return [(*cut, left, right) for cut, (left, right) in zip(cuts, pairwise(edges), strict=True)]


_STEP = np.zeros((len(TAGS), len(TAGS)), np.float32)
"""Tag before × tag: minus infinity where an I- tag would follow anything but its own role."""
_WITHIN = np.full((len(TAGS), len(TAGS)), -np.inf, np.float32)
"""The same within a word: its pieces have one role."""
for _tag, _name in enumerate(TAGS):
    if _name.startswith("I-"):
        _STEP[:, _tag] = -np.inf
        _STEP[[_tag - 1, _tag], _tag] = _WITHIN[[_tag - 1, _tag], _tag] = 0
_WITHIN[0, 0] = 0
_START = np.where([name.startswith("I-") for name in TAGS], -np.inf, 0).astype(np.float32)


def best_path(scores: Floats, pieces: Pieces, first: int = 0) -> list[int]:
    """Return the legal tag sequence of the highest summed score; ``scores``, of shape (pieces, 7), are those from ``first`` on.

    No span begins or ends within a word, none runs on into another paragraph (1 of PolNeAR's 61,492 training spans does). So
    each paragraph is decoded by itself: by taking each piece's best tag where that happens to be legal, else by Viterbi (1967).
    """
    inner = pieces.shapes[first : first + len(scores)] == SHAPES.index("inner")
    low, high = np.searchsorted(pieces.breaks, (first + 1, first + len(scores)))
    starts = [0, *(pieces.breaks[low:high] - first).tolist()]
    path: NDArray[np.int64] = scores.argmax(1) if len(scores) else np.zeros(0, np.int64)
    legal = np.where(inner[1:], _WITHIN[path[:-1], path[1:]], _STEP[path[:-1], path[1:]]) == 0
    for start, end in pairwise([*starts, len(scores)]) if len(scores) else ():
        if _START[path[start]] or not legal[start : end - 1].all():
            path[start:end] = _viterbi(scores[start:end], inner[start:end].tolist())
    return [int(tag) for tag in path]


def _viterbi(scores: Floats, inner: list[bool]) -> list[int]:
    best = scores[0] + _START
    back = np.zeros(scores.shape, np.int8)
    for at in range(1, len(scores)):
        paths = best[:, None] + (_WITHIN if inner[at] else _STEP)
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


def link_scores(runs: list[tuple[Role, int, int]], views: list[View], distance: Floats) -> tuple[dict[int, float], ...]:
    """For each run: cue → mean link score of the run's pieces to the cue's first piece, less the null link's score.

    A piece is scored against the cues of its own window only: the network has learnt nothing of what stands farther away.
    """
    cues = [i for i, (role, _, _) in enumerate(runs) if role == "cue"]
    heads = np.asarray([runs[i][1] for i in cues], dtype=np.int64)
    ends = np.asarray([end for _, _, end in runs], dtype=np.int64)
    totals: list[dict[int, tuple[float, int]]] = [{} for _ in runs]
    for view in views:
        low, high = np.searchsorted(heads, (view.start, view.end))
        near = heads[low:high]
        keys = view.key[near - view.start].T / np.float32(LINK_WIDTH**0.5)
        for index in range(int(np.searchsorted(ends, view.left, "right")), len(runs)):
            role, start, end = runs[index]
            start, end = max(start, view.left), min(end, view.right)
            if start >= end:
                break
            if role == "cue":
                continue
            query = view.query[start - view.left : end - view.left]
            scores = query[:, :-1] @ keys - query[:, -1:] + distance[distance_bucket(near[None] - np.arange(start, end)[:, None])]
            for cue, score in zip(cues[low:high], scores.sum(0).tolist(), strict=True):
                total, count = totals[index].get(cue, (0.0, 0))
                totals[index][cue] = (total + score, count + end - start)
    return tuple({cue: total / count for cue, (total, count) in fits.items()} for fits in totals)
