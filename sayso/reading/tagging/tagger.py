"""The tagger: from text to tagged spans, and to how well each span fits each cue. It runs the shipped network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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
from sayso.story import Act

Floats = NDArray[np.float32]
Role = Literal["source", "cue", "content"]

MODEL = Path(__file__).parents[2] / "model"
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
GUIDELINES = ("real", "polnear", "gum")
"""After whose idea of a statement the network reads: that of labelled news, PolNeAR's or GUM's, of which two are for measuring."""
LEVELS = 3
"""Depths that are told apart: of 2,324 statements in real news four stand deeper."""
ACTS: tuple[Act, ...] = ("speech", "writing", "thought", "intention")
NO_NAMES = ("named", "anonymous", "vague", "group", "open", "document")
KEYS = ("anchor", "source", "name")
"""Where links lead: to what a content hangs on (a cue or, where there is none, a source), to a source, to a name."""
QUERIES = (*(f"content {level}" for level in range(LEVELS)), "source", "who")
"""What links ask: what a content of a level hangs on, what the source of a cue is, and whom a source or a bare quotation means."""
KEY_OF = (0,) * LEVELS + (1, 2)
"""The key that each query is held against."""
LINK_WIDTH = 64
DISTANCE_BUCKETS = 22

WINDOW = 224
"""Pieces in one window, at most. 320, as in training, is slower and no more accurate on held-out training stories."""
OVERLAP = 48
"""Pieces that neighbouring windows share where a paragraph is cut. Elsewhere they share none: the network has learnt to read whole
paragraphs without what stands around them, and reading on in the next window was a sixth slower and no more accurate."""

FULL_BLOCK, LONGEST_BLOCK = 8, 64
"""Windows that are read together, and those that are held in memory at most, where a text has no paragraphs to part them."""


class Tagged(NamedTuple):
    """A span with its role: character offsets into the text; ``level`` counts the statements around its own."""

    role: Role
    start: int
    end: int
    level: int = 0


class NamedAt(NamedTuple):
    """Where the text names whom a source or a bare quotation means, an offset, and how likely that is."""

    at: int
    likely: float


@dataclass(frozen=True, slots=True, eq=False)
class Tagging:
    """What the tagger saw in one text, a value for each span.

    ``spans`` stand in order; those of one level do not overlap. ``links[i]`` says what span *i* leads to: a content to what it
    hangs on, a cue to its source; index → score, above 0 where it is likelier than nothing. ``sure`` is the mean probability of a
    span's tags. ``kinds`` is how likely each of ACTS is for a cue or a content, each of NO_NAMES for a source. ``meant`` is told of
    sources and contents, None where most likely nobody is named.
    """

    spans: tuple[Tagged, ...]
    links: tuple[dict[int, float], ...]
    sure: tuple[float, ...] = ()
    kinds: tuple[tuple[float, ...], ...] = ()
    meant: tuple[NamedAt | None, ...] = ()


class Tags(Protocol):
    """Anything that tags a text: the network, or a stand-in for it."""

    def __call__(self, text: str) -> Tagging:
        """Tag ``text``."""


def distance_bucket(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Map distances in pieces to buckets of doubling width: 0 to 10 for cues ahead, 12 to 21 for cues behind."""
    magnitude = np.minimum(np.ceil(np.log2(np.abs(offsets) + 1)), 10).astype(np.int64)
    buckets: NDArray[np.int64] = np.where(offsets < 0, 11 + magnitude, magnitude)
    return buckets


class Tagger:
    """The network in ``folder``: ``tagger.onnx``, ``tokenizer.json`` and ``distance.json``. Safe to call from several threads.

    ``guidelines`` is one of GUIDELINES.
    """

    def __init__(self, folder: Path = MODEL, threads: int = 1, guidelines: str = "real") -> None:
        names = ("tokenizer.json", "distance.json", "tagger.onnx")
        if missing := [name for name in names if not (folder / name).is_file()]:
            raise ModelError(f"{folder}: {', '.join(missing)} missing. Install sayso again: pip install --force-reinstall sayso")
        self._guidelines = np.asarray([GUIDELINES.index(guidelines)], dtype=np.int64)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._distance = np.asarray(json.loads((folder / "distance.json").read_text()), dtype=np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"])

    def __call__(self, text: str) -> Tagging:
        """Tag ``text``, of any length, block by block. Time is linear in its length."""
        pieces = cut_into_pieces(text, self._tokenizer)
        spans: list[Tagged] = []
        links: list[dict[int, float]] = []
        sure: list[float] = []
        kinds: list[tuple[float, ...]] = []
        meant: list[NamedAt | None] = []
        for block in blocks(pieces):
            views = [self._view(pieces, *cut) for cut in deepest(block)]
            start = views[0].start
            tags = np.concatenate([view.tags for view in views])
            likely = _softmax(tags)
            moved = outward(likely)
            runs = runs_of(likely, moved, pieces, start)
            before = len(spans)
            spans += (Tagged(run.role, int(pieces.starts[run.start]), int(pieces.ends[run.end - 1]), run.level) for run in runs)
            links += ({target + before: fit for target, fit in fits.items()} for fits in link_scores(runs, views, self._distance))
            sure += sureness(runs, moved, start)
            kinds += kinds_of(runs, np.concatenate([view.kinds for view in views]), start)
            meant += (
                NamedAt(int(pieces.starts[found[0]]), found[1]) if found else None
                for found in meant_by(runs, views, self._distance)
            )
        return Tagging(tuple(spans), tuple(links), tuple(sure), tuple(kinds), tuple(meant))

    def _view(self, pieces: Pieces, start: int, end: int, left: int, right: int) -> View:
        inputs = model_input(pieces, start, end) | {"guidelines": self._guidelines}
        tags, query, key, kinds = (output[0, 1:-1] for output in self._session.run(None, inputs))
        own = slice(left - start, right - start)
        query, key = (table.reshape(len(table), -1, width) for table, width in ((query[own], LINK_WIDTH + 1), (key, LINK_WIDTH)))
        return View(start, end, left, right, tags[own].reshape(-1, LEVELS, len(TAGS)), query, key, kinds[own])


class View(NamedTuple):
    """What one window, pieces ``start`` to ``end``, says: of its own pieces, ``left`` to ``right``, and ``key`` of all of them.

    ``tags``: (own, levels, tags); ``query``: (own, queries, width + 1); ``key``: (pieces, keys, width); ``kinds``: (own, kinds).
    """

    start: int
    end: int
    left: int
    right: int
    tags: Floats
    query: Floats
    key: Floats
    kinds: Floats


class Run(NamedTuple):
    """A span in pieces: from ``start`` to before ``end``. ``asked`` is the level whose query a content is asked by."""

    role: Role
    start: int
    end: int
    level: int
    asked: int = 0


def blocks(pieces: Pieces) -> Iterator[list[tuple[int, int]]]:
    """Yield windows in blocks that are read one by one: each ends where a paragraph does, or after LONGEST_BLOCK windows.

    Decoding costs a step a piece of a block's longest paragraph: a block holds FULL_BLOCK windows, if there are so many.
    """
    paragraphs = frozenset(pieces.breaks.tolist())
    block: list[tuple[int, int]] = []
    done = 0
    for start, end in windows(pieces, WINDOW, OVERLAP) if len(pieces) else ():
        block.append((max(start, done), end))
        if end == len(pieces) or (end in paragraphs and len(block) >= FULL_BLOCK) or len(block) == LONGEST_BLOCK:
            yield block
            block, done = [], end


def deepest(cuts: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Give each piece to the window in which it stands farthest from an edge: (start, end, left, right) for each window."""
    edges = [cuts[0][0], *((after[0] + before[1]) // 2 for before, after in pairwise(cuts)), cuts[-1][1]]
    return [(*cut, left, right) for cut, (left, right) in zip(cuts, pairwise(edges), strict=True)]


BORDER = 1.0
"""Log-odds that each border of a content has to be worth. Without it, what the network doubts comes in fragments: of what was shown
of 23 held-out stories .815 was a statement, and .84 with it; on PolNeAR dev statements had F1 .788 with it and .781 without."""

_STEP = np.zeros((len(TAGS), len(TAGS)), np.float32)
"""Tag before × tag: minus infinity where an I- tag would follow anything but its own role."""
_WITHIN = np.full((len(TAGS), len(TAGS)), -np.inf, np.float32)
"""The same within a word: its pieces have one role."""
_CONTENT = np.asarray([name.endswith("content") for name in TAGS])
_STEP[_CONTENT[:, None] != _CONTENT] = -BORDER
_STEP[TAGS.index("I-content"), TAGS.index("B-content")] = _STEP[TAGS.index("B-content"), TAGS.index("B-content")] = -2 * BORDER
for _tag, _name in enumerate(TAGS):
    if _name.startswith("I-"):
        _STEP[:, _tag] = -np.inf
        _STEP[[_tag - 1, _tag], _tag] = _WITHIN[[_tag - 1, _tag], _tag] = 0
_WITHIN[0, 0] = 0
_START = np.where([name.startswith("I-") for name in TAGS], -np.inf, np.where(_CONTENT, -BORDER, 0)).astype(np.float32)
_END = np.where(_CONTENT, -BORDER, 0).astype(np.float32)


def best_paths(scores: Floats, pieces: Pieces, first: int = 0) -> NDArray[np.int64]:
    """Return the legal tag sequences of the highest summed score, one a level: (pieces, levels), from (pieces, levels, tags).

    ``scores`` are logarithms of probabilities, from piece ``first`` on. No span begins or ends within a word, none runs on into
    another paragraph (1 of PolNeAR's 61,492 training spans does). So each paragraph is decoded by itself, by Viterbi (1967), all at
    once; one whose likeliest tags are all those of nothing has no better sequence.
    """
    inner = pieces.shapes[first : first + len(scores)] == SHAPES.index("inner")
    low, high = np.searchsorted(pieces.breaks, (first + 1, first + len(scores)))
    starts = [0, *(pieces.breaks[low:high] - first).tolist()]
    likeliest = scores.argmax(2)
    paths = np.zeros(likeliest.shape, np.int64)
    parts = [
        (start, end, level)
        for start, end in pairwise([*starts, len(scores)])
        for level in range(scores.shape[1])
        if likeliest[start:end, level].any()
    ]
    if parts:
        for (start, end, level), path in zip(parts, _viterbi(scores, inner, parts), strict=True):
            paths[start:end, level] = path[: end - start]
    return paths


def _viterbi(scores: Floats, inner: NDArray[np.bool_], parts: list[tuple[int, int, int]]) -> NDArray[np.int64]:
    """Return the best path of each part, (parts, longest): what stands behind the end of a shorter one means nothing."""
    longest = max(end - start for start, end, _ in parts)
    padded = np.zeros((len(parts), longest, len(TAGS)), np.float32)
    within = np.zeros((len(parts), longest), np.bool_)
    lengths = np.asarray([end - start for start, end, _ in parts])
    for row, (start, end, level) in enumerate(parts):
        padded[row, : end - start] = scores[start:end, level]
        within[row, : end - start] = inner[start:end]
    best = padded[:, 0] + _START
    back = np.zeros(padded.shape, np.int8)
    last = np.where((lengths == 1)[:, None], best + _END, 0)
    for at in range(1, longest):
        steps = np.where(within[:, at, None, None], _WITHIN, _STEP)
        paths = best[:, :, None] + steps
        back[:, at] = paths.argmax(1)
        best = paths.max(1) + padded[:, at]
        ends = lengths == at + 1
        if ends.any():
            last[ends] = best[ends] + _END
    path = np.zeros((len(parts), longest), np.int64)
    rows = np.arange(len(parts))
    tag = last.argmax(1)
    for at in range(longest - 1, -1, -1):
        here = at < lengths
        path[:, at] = np.where(here, tag, 0)
        tag = np.where(here, back[rows, at, tag], tag)
    return path


def spans_of(path: Iterable[int]) -> list[tuple[Role, int, int]]:
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


def runs_of(likely: Floats, moved: Floats, pieces: Pieces, first: int) -> list[Run]:
    """Return the spans of all levels, in the order of the text.

    ``likely``, and ``moved``, which :func:`outward` makes of it: (pieces, levels, tags), from piece ``first`` on.
    """
    paths = best_paths(np.log(moved + np.float32(1e-9)), pieces, first)
    inside = likely[:, :, TAGS.index("B-content") :].sum(2)
    runs = [
        Run(role, start + first, end + first, level, level + int(inside[start:end, level:].sum(0).argmax()))
        for level in range(moved.shape[1])
        for role, start, end in spans_of(paths[:, level].tolist())
    ]
    return sorted(runs, key=lambda run: (run.start, run.level))


def outward(likely: Floats) -> Floats:
    """Move what stands at a level under nothing to the level above it: (pieces, levels, tags), and the same of probabilities.

    A statement inside a content stands at the second level only if that content stands at the first. Where the network is of two
    minds about how deep a statement stands, each level alone would see half of it.
    """
    moved = likely.copy()
    for level in reversed(range(likely.shape[1] - 1)):
        above, below = moved[:, level].copy(), moved[:, level + 1].copy()
        nothing = above[:, :1]
        moved[:, level, 1:] = above[:, 1:] + nothing * below[:, 1:]
        moved[:, level, :1] = nothing * below[:, :1]
        moved[:, level + 1, 1:] = (1 - nothing) * below[:, 1:]
        moved[:, level + 1, :1] = nothing + (1 - nothing) * below[:, :1]
    return moved


def sureness(runs: list[Run], likely: Floats, first: int) -> list[float]:
    """Return, for each run, the mean probability of its tags."""
    found = []
    for role, start, end, level, _ in runs:
        inside = TAGS.index(f"I-{role}")
        of = likely[start - first : end - first, level]
        found.append(float((of[:, inside].sum() + of[0, inside - 1] - of[0, inside]) / (end - start)))
    return found


def kinds_of(runs: list[Run], kinds: Floats, first: int) -> list[tuple[float, ...]]:
    """Return, for each run, how likely each kind is: of ACTS for a cue or a content, of NO_NAMES for a source."""
    found = []
    for role, start, end, *_ in runs:
        of = slice(len(ACTS), None) if role == "source" else slice(len(ACTS))
        scores = kinds[start - first : (start + 1 if role == "content" else end) - first, of]
        found.append(tuple(_softmax(scores.mean(0)).tolist()))
    return found


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    likely: Floats = powers / powers.sum(-1, keepdims=True)
    return likely


def link_scores(runs: list[Run], views: list[View], distance: Floats) -> tuple[dict[int, float], ...]:
    """For each content the cues and sources of its level that it may hang on, for each cue the sources: run → mean score.

    A score is how much better the link fits than none, the mean over the run's pieces. They are scored against the runs of their
    own window only: the network has learnt nothing of what stands farther away.
    """
    totals: list[dict[int, tuple[float, int]]] = [{} for _ in runs]
    for view in views:
        near = [i for i, run in enumerate(runs) if view.start <= run.start < view.end and run.role != "content"]
        for index in range(len(runs)):
            role, start, end, level, asked = runs[index]
            start, end = max(start, view.left), min(end, view.right)
            if start >= end or role == "source":
                continue
            query = asked if role == "content" else QUERIES.index("source")
            targets = [i for i in near if (runs[i].level == level if role == "content" else runs[i].role == "source")]
            if not targets:
                continue
            heads = np.asarray([runs[i].start for i in targets], dtype=np.int64)
            scores = _scores(view, query, np.arange(start, end), heads, distance)
            for target, score in zip(targets, scores.sum(0).tolist(), strict=True):
                total, count = totals[index].get(target, (0.0, 0))
                totals[index][target] = (total + score, count + end - start)
    return tuple({target: total / count for target, (total, count) in fits.items()} for fits in totals)


def _scores(view: View, query: int, pieces: NDArray[np.int64], heads: NDArray[np.int64], distance: Floats) -> Floats:
    """Return how much better than none each of ``heads`` fits each of ``pieces`` of a view: (pieces, heads)."""
    key = KEY_OF[query]
    asked = view.query[pieces - view.left, query]
    keys = view.key[heads - view.start, key].T / np.float32(LINK_WIDTH**0.5)
    scores: Floats = asked[:, :-1] @ keys - asked[:, -1:] + distance[key][distance_bucket(heads[None] - pieces[:, None])]
    return scores


def meant_by(runs: list[Run], views: list[View], distance: Floats) -> list[tuple[int, float] | None]:
    """For each source and content: the piece that names whom it means, and its probability; None where nobody is likelier."""
    found: list[tuple[int, float] | None] = [None] * len(runs)
    for view in views:
        heads = np.arange(view.start, view.end)
        asking = [i for i, run in enumerate(runs) if run.role != "cue" and view.left <= run.start < view.right]
        if not asking:
            continue
        scores = _scores(view, QUERIES.index("who"), np.asarray([runs[i].start for i in asking]), heads, distance)
        likely = _softmax(np.concatenate([scores, np.zeros((len(asking), 1), np.float32)], 1))
        for index, row in zip(asking, likely, strict=True):
            best = int(row.argmax())
            if best < len(heads):
                found[index] = (view.start + best, float(row[best]))
    return found
