"""Who said what: a story's statements in groups, one for each speaker, in order of appearance; and as a tree, one in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayso.story import Speaker, Statement, Story

Children = dict[int | None, list[int]]

_ARTICLE = re.compile(r"^(?:the|a|an|by)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """What one speaker said: ``name`` as the story has it, None for no source at all; ``indices`` of the statements."""

    name: str | None
    unnamed: bool
    speaker: Speaker | None
    indices: tuple[int, ...]


def by_speaker(story: Story, indices: Iterable[int] | None = None) -> list[Group]:
    """Return the groups of the statements in ``indices``, all by default, in order of appearance.

    Statements belong together that have one speaker; those without a resolved one, that have the same words as their source,
    articles and case aside.
    """
    groups: dict[int | str, list[int]] = {}
    for index in range(len(story.statements)) if indices is None else indices:
        statement = story.statements[index]
        if speaker_of(story, statement):
            key: int | str = statement.speaker_index or 0
        else:
            name = statement.speaker or (story.words(statement.source) if statement.source else "")
            key = _ARTICLE.sub("", " ".join(name.split())).casefold()
        groups.setdefault(key, []).append(index)
    return [_group(story, tuple(group)) for group in groups.values()]


def _group(story: Story, indices: tuple[int, ...]) -> Group:
    first = story.statements[indices[0]]
    speaker = speaker_of(story, first)
    unnamed = any(story.statements[index].unnamed for index in indices)
    return Group(name_of(story, first), unnamed, speaker, indices)


def speaker_of(story: Story, statement: Statement) -> Speaker | None:
    """Return who said it, among the story's speakers, if that is known."""
    return speaker_at(story, statement.speaker_index)


def speaker_at(story: Story, index: int | None) -> Speaker | None:
    """Return the story's speaker of that index; None where the story has none."""
    return story.speakers[index] if index is not None and 0 <= index < len(story.speakers) else None


def name_of(story: Story, statement: Statement) -> str | None:
    """Return what to call who said it: the name, or else the story's words for them; None where there is no source."""
    return statement.speaker or (story.words(statement.source) or None if statement.source else None)


def below(story: Story) -> Children:
    """Return the indices of the statements inside each one's content; under None those that stand in no other.

    A parent that does not exist, or that leads back to its own child, counts as none, so that every statement is found once.
    """
    count = len(story.statements)
    parents = [s.parent if s.parent is not None and 0 <= s.parent < count else None for s in story.statements]
    walk = [-1] * count
    for index in range(count):
        at: int | None = index
        path = []
        while at is not None and walk[at] < 0:
            walk[at] = index
            path.append(at)
            at = parents[at]
        if at is not None and walk[at] == index:
            # A ring: its first statement stands free.
            parents[min(path[path.index(at) :])] = None
    children: Children = {None: []}
    for index, parent in enumerate(parents):
        children.setdefault(parent, []).append(index)
    return children


def tree(children: Children, roots: Iterable[int], levels: int) -> Iterator[tuple[int, int, tuple[bool, ...]]]:
    """Yield (index, depth, whether it and each of the statements around it is the last of its siblings), from outside in.

    Those that stand deeper than ``levels`` are told as if they stood at the deepest level; ``depth`` says how deep they stand.
    Nothing here calls itself: a story may be nested deeper than Python can.
    """
    first = list(roots)
    waiting: list[tuple[int, int, tuple[bool, ...]]] = [(index, 0, (number == 0,)) for number, index in enumerate(reversed(first))]
    while waiting:
        index, depth, lasts = waiting.pop()
        yield index, depth, lasts
        inner = reversed(children.get(index, ()))
        waiting += [(child, depth + 1, (*lasts[:levels], number == 0)) for number, child in enumerate(inner)]


def summary(story: Story) -> str:
    """Return one line of counts: statements, sources, statements without a source, kinds."""
    statements = story.statements
    sources = sum(1 for group in by_speaker(story) if group.name)
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
    counts = (
        (figures.named, "on named speakers"),
        (figures.unnamed, "on somebody unnamed"),
        (figures.nobody, "on nobody at all"),
        (figures.single, "on one speaker only"),
    )
    told = " · ".join(f"{count} {what}" for count, what in counts if count)
    lines = [f"Resting {told}"] if told else []
    for claim in figures.claims:
        part = "headline" if story.headline == claim.span else "deck"
        speakers = [speaker_at(story, index) for index in claim.speakers]
        who = [(speaker.name if speaker else None) or "somebody unnamed" for speaker in speakers] or ["nobody named"]
        lines.append(f"The {part} asserts as the outlet's own what in the story {' and '.join(dict.fromkeys(who))} said.")
    return lines
