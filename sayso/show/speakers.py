"""Who said what: a story's statements in groups, one for each speaker, in order of appearance; and as a tree, one in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayso.language.en.words import LEADING_ARTICLE
from sayso.show.telling import UNSAID, counted
from sayso.story import Kind, Sourced, Speaker, Statement, Story, lacking

KINDS: dict[Kind, str] = {"direct": "word for word", "mixed": "partly", "indirect": "in the story's words"}
"""How each kind is told to a reader."""
Children = dict[int | None, list[int]]


@dataclass(frozen=True, slots=True)
class Group:
    """What one speaker said: ``name`` as the story has it, None for no source at all; ``indices`` of the statements.

    ``lacking`` says of an unnamed one why there is no name.
    """

    name: str | None
    unnamed: bool
    speaker: Speaker | None
    indices: tuple[int, ...]
    lacking: Sourced


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
            key = LEADING_ARTICLE.sub("", " ".join(name.split())).casefold()
        groups.setdefault(key, []).append(index)
    return [_group(story, tuple(group)) for group in groups.values()]


def _group(story: Story, indices: tuple[int, ...]) -> Group:
    first = story.statements[indices[0]]
    speaker = speaker_of(story, first)
    unnamed = any(story.statements[index].unnamed for index in indices)
    kinds = (story.statements[index].speaker_kind for index in indices)
    return Group(name_of(story, first), unnamed, speaker, indices, lacking(next(filter(None, kinds), None)))


def speaker_of(story: Story, statement: Statement) -> Speaker | None:
    """Return who said it, among the story's speakers, if that is known."""
    return speaker_at(story, statement.speaker_index)


def speaker_at(story: Story, index: int | None) -> Speaker | None:
    """Return the story's speaker of that index; None where the story has none."""
    return story.speakers[index] if index is not None and 0 <= index < len(story.speakers) else None


def name_of(story: Story, statement: Statement) -> str | None:
    """Return what to call who said it: the name, or else the story's words for them; None where there is no source."""
    return statement.speaker or (story.words(statement.source) or None if statement.source else None)


def shown(story: Story, *, unsure: bool = False) -> list[int]:
    """Return the indices of the statements that are shown: those that are sure, or all."""
    return [index for index, statement in enumerate(story.statements) if unsure or not statement.unsure]


def apart(story: Story, indices: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return of some statements those that were said or written, and those that were thought or intended."""
    found: tuple[list[int], list[int]] = [], []
    for index in indices:
        found[story.statements[index].act in UNSAID].append(index)
    return found


def below(story: Story, *, unsure: bool = False) -> Children:
    """Return the indices of the statements inside each one's content; under None those that stand in no other.

    A parent that does not exist, or that leads back to its own child, counts as none, so that every statement is found once. Unless
    ``unsure`` ones are to be shown too, what stands in one is taken for standing in what is around that.
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
    for index in shown(story, unsure=unsure):
        parent = parents[index]
        while parent is not None and not unsure and story.statements[parent].unsure:
            parent = parents[parent]
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
    """Return one line of counts of what is said or written for sure: statements, sources, kinds; and of what is not said."""
    statements = [index for index, statement in enumerate(story.statements) if statement.quoted]
    sources = sum(1 for group in by_speaker(story, statements) if group.name)
    kinds = Counter(story.statements[index].kind for index in statements)
    told = ", ".join(f"{kinds[kind]} {words}" for kind, words in KINDS.items() if kinds[kind])
    unsaid = sum(statement.act in UNSAID and not statement.unsure for statement in story.statements)
    whose = f"of {counted(sources, 'source')}" if sources else "without a source"
    lines = [f"{counted(len(statements), 'statement')} {whose}{f': {told}' if told else ''}."]
    return " ".join([*lines, *([f"Also {counted(unsaid, 'thought or intention', 'thoughts and intentions')}."] if unsaid else [])])


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
    if figures is None:
        return []
    anonymous = f" ({'all' if figures.anonymous == figures.unnamed else figures.anonymous} anonymous)" if figures.anonymous else ""
    counts = (
        (figures.named, "on somebody who is named"),
        (figures.unnamed, f"on somebody unnamed{anonymous}"),
        (figures.nobody, "on nobody at all"),
    )
    told = [(count, what) for count, what in counts if count]
    lines = [", ".join(f"{count if at else _resting(count)} {what}" for at, (count, what) in enumerate(told)) + "."] if told else []
    if figures.single:
        lines.append(f"{_resting(figures.single)} on one person's word alone: nobody else in the story says the same.")
    for claim in figures.claims:
        part = "headline" if story.headline == claim.span else "deck"
        speakers = [speaker_at(story, index) for index in claim.speakers]
        who = [(speaker.name if speaker else None) or "somebody unnamed" for speaker in speakers] or ["nobody named"]
        lines.append(f"The {part} says outright what in the story only {' and '.join(dict.fromkeys(who))} said.")
    return lines


def _resting(count: int) -> str:
    return f"{count} {'rests' if count == 1 else 'rest'}"


def left_out(story: Story) -> str:
    """Return, in words, how many statements are left out since the reading is unsure of them; nothing where none is."""
    count = len(story.statements) - len(shown(story))
    return f"{count} more may be misread and {'is' if count == 1 else 'are'} left out" if count else ""
