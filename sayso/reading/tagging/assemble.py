"""Assembly: from tagged spans and their links to statements, each what somebody says with its cue and its source."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp
from typing import NamedTuple, get_args

from sayso.reading.tagging.tagger import ACTS, NO_NAMES, NamedAt, Tagged, Tagging
from sayso.story import Act, NoName, Span, Spans, Statement

SOURCED = -0.5
"""Least score over nothing at which a source is a cue's: most cues have one (PolNeAR dev: attributed .7091, and .7087 at 0)."""

_BREAK = re.compile(r"\n")
_GOES_ON = re.compile(r"[^\n\"”»“«]{0,20}\n\s{0,20}[\"“«»„]")
"""Between a quotation that its paragraph leaves open and where it opens again."""

Heart = tuple[str, int]
"""What tells the statements of a text apart: where the cue begins or, without one, the content."""


class Evidence(NamedTuple):
    """What the network says for a statement, each from 0 to 1.

    ``cue``, ``content`` and ``source`` are how sure it is of their tags, ``hangs`` of what belongs together, ``sourced`` of the
    source or of there being none, ``act`` of the act. ``kinds`` is how likely each of NO_NAMES is. ``meant`` is where the text
    names whom it means.
    """

    cue: float
    content: float
    source: float
    hangs: float
    sourced: float
    act: float
    kinds: dict[str, float]
    meant: NamedAt | None

    @property
    def nameless(self) -> float:
        """How likely the likeliest of the reasons is for which a source has no name."""
        return max((self.kinds.get(kind, 0.0) for kind in get_args(NoName)), default=0.0)


@dataclass(slots=True)
class _Draft:
    level: int
    cue: int | None = None
    source: int | None = None
    contents: list[int] = field(default_factory=list)
    parted: bool = False
    """Whether the contents were parted from a cue in another paragraph."""


def heart(statement: Statement) -> Heart:
    """Return what tells a statement apart from all others of its text, however its spans are trimmed later."""
    return ("cue", statement.cue[0].start) if statement.cue else ("content", statement.content[0].start)


def assemble(text: str, tagging: Tagging) -> dict[Heart, tuple[Statement, Evidence]]:
    """Make one statement of each cue that has a content, and of each content that hangs on no cue, in the order of the text.

    Each content goes to what it hangs on most likely: a cue, a source where there is no cue, or nothing. Each cue takes its
    likeliest source, which other cues may have too, or none. The depth of a statement is its level. Of two that have one heart the
    surer stays.
    """
    drafts: dict[int, _Draft] = {}
    for index, span in enumerate(tagging.spans):
        if span.role != "content":
            continue
        anchor = _best(tagging.links[index])
        if anchor is None:
            drafts[index] = _Draft(span.level, contents=[index])
        elif tagging.spans[anchor].role == "cue":
            drafts.setdefault(anchor, _Draft(span.level, cue=anchor)).contents.append(index)
        else:
            drafts.setdefault(anchor, _Draft(span.level, source=anchor)).contents.append(index)
    for draft in drafts.values():
        if draft.cue is not None:
            draft.source = _best(tagging.links[draft.cue], SOURCED)

    _part_paragraphs(text, tagging, drafts)

    def spans(indices: Iterable[int]) -> Spans:
        return tuple(_trimmed(text, tagging.spans[i]) for i in indices)

    made: dict[Heart, tuple[Statement, Evidence]] = {}
    for draft in sorted(drafts.values(), key=lambda draft: (tagging.spans[draft.contents[0]].start, draft.level)):
        cue, source = ([index] if index is not None else [] for index in (draft.cue, draft.source))
        evidence, act = _evidence(tagging, draft)
        statement = Statement(spans(source), spans(cue), spans(draft.contents), act=act, depth=draft.level)
        held = made.get(heart(statement))
        if held is None or evidence.content > held[1].content:
            made[heart(statement)] = (statement, evidence)
    return made


def _part_paragraphs(text: str, tagging: Tagging, drafts: dict[int, _Draft]) -> None:
    """Make statements of their own of what a cue's content has in other paragraphs than the nearest to the cue.

    The network links what the same one says; but who says what in a paragraph is told there, or nowhere. Of 80 contents over
    several paragraphs in 249 labelled stories 12 were so by their readers too: where a quotation is left open and goes on in the
    next one. On real/dev .69 are found with the right source and speaker, .67 with what is in other paragraphs.
    """
    breaks = [found.start() for found in _BREAK.finditer(text)]

    def paragraph(index: int) -> int:
        return bisect(breaks, tagging.spans[index].start)

    for draft in list(drafts.values()):
        if draft.cue is None or len(draft.contents) < 2:
            continue
        parts = [draft.contents[:1]]
        for before, index in pairwise(draft.contents):
            between = tagging.spans[before].end - 1, tagging.spans[index].start + 1
            if paragraph(before) == paragraph(index) or _GOES_ON.fullmatch(text, *between):
                parts[-1].append(index)
            else:
                parts.append([index])
        own = paragraph(draft.cue)
        # Of two as near the one behind: what a cue at the end of its paragraph announces.
        nearest = min(parts, key=lambda part: (min(abs(paragraph(index) - own) for index in part), -paragraph(part[0])))
        for part in parts:
            if part is not nearest:
                drafts[part[0]] = _Draft(draft.level, contents=part, parted=True)
        draft.contents = nearest


def _evidence(tagging: Tagging, draft: _Draft) -> tuple[Evidence, Act | None]:
    if not tagging.sure:
        return Evidence(1, 1, 1, 1, 1, 1, {}, None), None
    sure, kinds, links = tagging.sure, tagging.kinds, tagging.links
    contents = draft.contents
    acts = kinds[draft.cue if draft.cue is not None else contents[0]]
    act = max(range(len(ACTS)), key=acts.__getitem__)
    anchor = draft.cue if draft.cue is not None else draft.source
    hung = [_likely(max(links[index].values(), default=-9.0) if anchor is None else links[index][anchor]) for index in contents]
    hangs = min(hung) if anchor is not None or draft.parted else 1 - max(hung)
    if draft.cue is None:
        sourced = hangs
    elif draft.source is None:
        sourced = 1 - _likely(max(links[draft.cue].values(), default=-9.0))
    else:
        sourced = _likely(links[draft.cue][draft.source])
    speaks = draft.source if draft.source is not None else contents[0]
    return Evidence(
        cue=sure[draft.cue] if draft.cue is not None else sure[contents[0]],
        content=sum(sure[index] for index in contents) / len(contents),
        source=sure[draft.source] if draft.source is not None else 1.0,
        hangs=hangs,
        sourced=sourced,
        act=acts[act],
        kinds=dict(zip(NO_NAMES, kinds[draft.source], strict=True)) if draft.source is not None else {},
        meant=tagging.meant[speaks],
    ), ACTS[act]


def _likely(score: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def _best(fits: dict[int, float], least: float = 0.0) -> int | None:
    """Return what fits best, None where its score over nothing is no more than ``least``."""
    best = max(fits, key=fits.__getitem__, default=None)
    return best if best is not None and fits[best] > least else None


def _trimmed(text: str, span: Tagged) -> Span:
    """Leave out the comma or semicolon that parts a source or a content from what follows."""
    words = text[span.start : span.end]
    kept = words if span.role == "cue" else words.rstrip(" ,;")
    return Span(span.start, span.start + len(kept)) if kept else Span(span.start, span.end)
