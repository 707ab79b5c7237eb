"""Nesting: which statement stands inside the content of which, and their order."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from sayso.story import Statement


def nest(statements: Sequence[Statement]) -> list[Statement]:
    """Return statements, each with its ``parent``: the innermost of less depth whose content holds its cue, or its content.

    Those of one depth do not overlap, as the tagger has them. A parent that is known (headlines) stays.
    """
    by_depth: dict[int, list[tuple[int, int, int]]] = {}
    for index, statement in enumerate(statements):
        for start, end in statement.content:
            by_depth.setdefault(statement.depth, []).append((start, end, index))
    for places in by_depth.values():
        places.sort()
    nested = []
    for statement in statements:
        heart = (*statement.cue, *statement.content)[0]
        parent = statement.parent
        for depth in sorted((depth for depth in by_depth if depth < statement.depth), reverse=True):
            if parent is not None:
                break
            places = by_depth[depth]
            at = bisect_right(places, (heart.start, sys.maxsize, 0)) - 1
            if at >= 0 and heart.end <= places[at][1] and not _same(statement, statements[places[at][2]]):
                parent = places[at][2]
        nested.append(replace(statement, parent=parent))
    return nested


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """Return statements in the order of the text, those inside a content right behind the one that holds them."""
    children: dict[int | None, list[int]] = {}
    for index, statement in enumerate(statements):
        children.setdefault(statement.parent, []).append(index)
    order: list[int] = []
    waiting = sorted(children.get(None, ()), key=lambda i: _start(statements[i]), reverse=True)
    while waiting:
        index = waiting.pop()
        order.append(index)
        waiting += sorted(children.get(index, ()), key=lambda i: _start(statements[i]), reverse=True)
    place = {index: number for number, index in enumerate(order)}
    placed: list[Statement] = []
    for index in order:
        above = statements[index].parent
        parent = None if above is None else place[above]
        placed.append(replace(statements[index], parent=parent, depth=0 if parent is None else placed[parent].depth + 1))
    return placed


def _start(statement: Statement) -> int:
    return (statement.cue or statement.content)[0].start


def _same(inner: Statement, outer: Statement) -> bool:
    """Say whether a content is all of the one that it would stand in."""
    lengths = [sum(end - start for start, end in statement.content) for statement in (inner, outer)]
    return lengths[0] > 0.97 * lengths[1]
