"""Nesting: from statements to those that stand inside their contents, by reading the contents again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sayso.language.en.lists import nouns
from sayso.reading.stance import find
from sayso.reading.tagging.assemble import assemble
from sayso.reading.tagging.passages import Sheet, bare
from sayso.reading.tagging.span_edges import redrawn
from sayso.reading.tagging.tagger import Tags
from sayso.story import Spans, Statement

_OUGHT = re.compile(r"(?:should|must|ought|shall|to|let(?:'s|’s)?)\b", re.IGNORECASE)
_NOTHING = re.compile(r"[A-Z][\w.-]*(?:['’]s?)?|to|that|of|the|an?")

DEEPEST = 4
"""Statements around one, at most: that many people between the reader and a content, and news reads as a riddle."""

SHORTEST = 12
"""Characters of a content in which another statement may stand: ``I think so``, and little else."""


def nest(text: str, statements: Sequence[Statement], tags: Tags) -> list[Statement]:
    """Return ``statements`` followed by those inside their contents, level by level, each with its ``parent`` and ``depth``.

    The contents of one level are set as the passages of a sheet and read as inner text, so that each is read in the light of its
    neighbours and none of its spans leaves it. Those that have children already (headlines) are not read again.
    """
    found = list(statements)
    parents = {statement.parent for statement in found}
    level = [index for index in range(len(found)) if index not in parents]
    for _ in range(DEEPEST):
        passages = [(index, bare(text, found[index].content)) for index in level]
        passages = [(index, passage) for index, passage in passages if _may_hold(text, passage)]
        if not passages:
            break
        sheet = Sheet.of(text, [passage for _, passage in passages])
        inner = assemble(sheet.text, sheet.apart(tags(sheet.text, inner=True)))
        level = []
        for statement in inner:
            parent = passages[sheet.passage(statement.cue[0].start)][0]
            placed = redrawn(text, sheet.back(statement))
            if placed.cue and placed.content and not _same(placed.content, found[parent].content) and _happened(text, placed):
                level.append(len(found))
                found.append(replace(placed, parent=parent, depth=found[parent].depth + 1))
    return found


def _may_hold(text: str, passage: Spans) -> bool:
    """Say whether a passage is long enough for a statement and holds a word that may be a cue.

    A quarter of the words of all contents stand in such as hold none (``faint.txt``). On our own stories nested had F1 .746
    so, .735 where all were read.
    """
    if sum(end - start for start, end in passage) < SHORTEST:
        return False
    words = (word for start, end in passage for word in find(text, start, end))
    return any(word.cue is not None and word.cue.stance is not None and word.form not in nouns("faint") for word in words)


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """Return statements in the order of the text, those inside a content right behind the one that holds them."""
    children: dict[int | None, list[int]] = {}
    for index, statement in enumerate(statements):
        children.setdefault(statement.parent, []).append(index)
    order: list[int] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        index = waiting.pop()
        order.append(index)
        waiting += sorted(children.get(index, ()), key=lambda i: statements[i].cue or statements[i].content, reverse=True)
    place = {index: number for number, index in enumerate(order)}
    placed: list[Statement] = []
    for index in order:
        above = statements[index].parent
        parent = None if above is None else place[above]
        placed.append(replace(statements[index], parent=parent, depth=0 if parent is None else placed[parent].depth + 1))
    return placed


def _happened(text: str, statement: Statement) -> bool:
    """Say whether a statement inside another is one: not what somebody ought to say (*should accept*), nor a mere name or *to*."""
    return not (
        _OUGHT.match(text, statement.cue[0].start)
        or _NOTHING.fullmatch(text, statement.content[0].start, statement.content[-1].end)
    )


def _same(inner: Spans, outer: Spans) -> bool:
    """Say whether a content is all of the one that it stands in."""
    return sum(end - start for start, end in inner) > 0.97 * sum(end - start for start, end in outer)
