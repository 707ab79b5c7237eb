"""Who said what: a story's statements in groups, a group for each speaker, in order of appearance."""

from __future__ import annotations

import re

from sayso.story import Statement, Story

_ARTICLE = re.compile(r"^(?:the|a|an|by)\s+", re.IGNORECASE)


def by_speaker(story: Story) -> list[tuple[str | None, list[tuple[int, Statement]]]]:
    """Return (speaker, its statements with their indices) pairs in order of appearance; None stands for no source.

    A statement without a resolved speaker belongs to the words of its source, articles and case aside.
    """
    groups: dict[str, list[tuple[int, Statement]]] = {}
    names: dict[str, str | None] = {}
    for index, statement in enumerate(story.statements):
        name = statement.speaker or (story.words(statement.source) if statement.source else None)
        key = _ARTICLE.sub("", " ".join(name.split())).casefold() if name else ""
        groups.setdefault(key, []).append((index, statement))
        names.setdefault(key, name)
    return [(names[key], group) for key, group in groups.items()]


def outermost(story: Story) -> frozenset[int]:
    """Return the indices of the statements that stand in no other: no parent, none that exists, or a parent of themselves."""
    parents = [statement.parent for statement in story.statements]
    found = set()
    for index in range(len(parents)):
        above: list[int] = [index]
        while (parent := parents[above[-1]]) is not None and 0 <= parent < len(parents) and parent not in above:
            above.append(parent)
        if len(above) == 1 or (parent is not None and parent in above and index == min(above[above.index(parent) :])):
            found.add(index)
    return frozenset(found)


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
