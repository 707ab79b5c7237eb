"""Who said what: a story's statements in groups, a group for each speaker, in order of appearance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sayso.story import Statement, Story

Children = dict[int | None, list[int]]

_ARTICLE = re.compile(r"^(?:the|a|an|by)\s+", re.IGNORECASE)


def by_speaker(story: Story, indices: Iterable[int] | None = None) -> list[tuple[str | None, list[tuple[int, Statement]]]]:
    """Return (speaker, its statements with their indices) pairs in order of appearance; None stands for no source.

    A statement without a resolved speaker belongs to the words of its source, articles and case aside. ``indices`` are those of
    the statements that count, all by default.
    """
    groups: dict[str, list[tuple[int, Statement]]] = {}
    names: dict[str, str | None] = {}
    for index in range(len(story.statements)) if indices is None else indices:
        statement = story.statements[index]
        name = statement.speaker or (story.words(statement.source) if statement.source else None)
        key = _ARTICLE.sub("", " ".join(name.split())).casefold() if name else ""
        groups.setdefault(key, []).append((index, statement))
        names.setdefault(key, name)
    return [(names[key], group) for key, group in groups.items()]


def below(story: Story) -> Children:
    """Return the indices of the statements inside each one's content; under None those that stand in no other.

    A parent that does not exist, or that leads back to its own child, counts as none, so that every statement is found once.
    """
    parents = [statement.parent for statement in story.statements]
    children: Children = {None: []}
    for index in range(len(parents)):
        above: list[int] = [index]
        while (parent := parents[above[-1]]) is not None and 0 <= parent < len(parents) and parent not in above:
            above.append(parent)
        ring = above[above.index(parent) :] if parent in above else [index]
        free = len(above) == 1 or (len(ring) > 1 and index == min(ring))
        children.setdefault(None if free else parents[index], []).append(index)
    return children


def summary(story: Story) -> str:
    """Return one line of counts: statements, sources, statements without a source, kinds."""
    statements = story.statements
    sources = sum(1 for name, _ in by_speaker(story) if name)
    bare = sum(1 for statement in statements if not statement.source)
    kinds = {kind: sum(statement.kind == kind for statement in statements) for kind in ("direct", "indirect", "mixed")}
    parts = [
        f"{len(statements)} statement{'s' * (len(statements) != 1)}",
        f"{sources} source{'s' * (sources != 1)}",
        *([f"{bare} without a source"] if bare else []),
        *(f"{count} {kind}" for kind, count in kinds.items() if count),
    ]
    return " · ".join(parts)


def head_line(story: Story) -> str:
    """Return what is known of the story beside its text: section, outlet, dateline, byline, date; empty where nothing is."""
    line = story.dateline
    agency = line.agency if line and line.agency != story.outlet else None
    dated = line.date if line else None
    if line and dated and line.year_from == "text" and line.evidence:
        dated += f" (the year from “{story.text[slice(*line.evidence)]}” in the text)"
    elif line and dated and line.year_from == "published":
        dated += " (the year from the date of publication)"
    elif dated and dated.startswith("--"):
        dated = f"{dated[2:]} (the year is not known)"
    published = f"published {story.published[:10]}" if story.published else None
    byline = f"by {story.byline}" if story.byline else None
    parts = (story.section, story.outlet, agency, line.place if line else None, dated, byline, published)
    return " · ".join(part for part in parts if part)


def sourcing_lines(story: Story) -> list[str]:
    """Return, in words, on whom the statements rest, and what headline and deck assert that only somebody in the body says."""
    figures = story.sourcing
    if figures is None or not story.statements:
        return []
    counts = [
        (figures.named, "on named speakers"), (figures.unnamed, "on somebody unnamed"), (figures.nobody, "on nobody at all"),
        (figures.single, "on one speaker only"),
    ]  # fmt: skip
    lines = ["Rest " + " · ".join(f"{count} {what}" for count, what in counts if count)]
    for claim in figures.claims:
        part = "headline" if story.headline == claim.span else "deck"
        who = [story.speakers[i].name or "somebody unnamed" for i in claim.speakers] or ["nobody"]
        lines.append(f"The {part} asserts as the outlet's own what in the story {' and '.join(dict.fromkeys(who))} said.")
    return lines
