"""Changes: from two versions of a story to the statements that were added, dropped or reworded between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from sqlalchemy import Connection, select

from sayso.archive import schema
from sayso.archive.store import unpacked
from sayso.ask.search import DEFAULT_ACTS, acts
from sayso.story import Statement, Story

REWORDED = 60.0
"""Likeness of two contents, 0 to 100, from which one is the other in other words: Indel similarity of their letters (rapidfuzz's
``ratio``). That of two sentences about other things seldom passes 50."""

What = Literal["added", "dropped", "reworded"]


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that changed. ``before`` and ``after`` are its content, each with source and cue; None where it is not.

    ``old`` and ``new`` are the numbers of the versions; ``seen`` is when the later one came in (ISO 8601, UTC).
    """

    what: What
    story_id: int
    headline: str | None
    url: str | None
    old: int
    new: int
    seen: str
    before: str | None
    after: str | None
    source_before: str | None
    source_after: str | None
    cue_before: str | None
    cue_after: str | None


def changes(
    connection: Connection, story_id: int | None = None, since: str | None = None, act: str = DEFAULT_ACTS, *, unsure: bool = False
) -> Iterator[Change]:
    """Yield what changed between the versions of a story, or of all, each version against the one before it.

    ``since`` (ISO 8601) leaves out versions that came in before; ``act`` and ``unsure`` are as in :class:`~sayso.ask.search.Query`.
    """
    version = schema.version.c
    later = select(version.story_id, version.number).where(version.number > 1)
    if story_id is not None:
        later = later.where(version.story_id == story_id)
    if since is not None:
        later = later.where(version.added >= since)
    for story, number in connection.execute(later.order_by(version.story_id, version.number)).all():
        both = connection.execute(
            select(version.number, version.added, version.text, version.reading, version.headline, schema.story.c.url)
            .join(schema.story, schema.story.c.id == version.story_id)
            .where(version.story_id == story, version.number.in_([number - 1, number]))
            .order_by(version.number)
        ).all()
        if len(both) == 2:
            old, new = both
            for what, before, after in compare(
                unpacked(old.text, old.reading), unpacked(new.text, new.reading), act, unsure=unsure
            ):
                yield Change(what, story, new.headline, new.url, old.number, new.number, new.added, *_pairs(before, after))


Said = tuple[str, str | None, str]
"""What was said, by whom, and the cue."""


def compare(
    before: Story, after: Story, act: str = DEFAULT_ACTS, *, unsure: bool = False
) -> list[tuple[What, Said | None, Said | None]]:
    """Return the statements that differ between two texts of a story, in the order of the later; the dropped ones at the end.

    They are those asked for by ``act`` and ``unsure``, in one text at least: what merely becomes surer is no change of the story.
    """
    wanted = acts(act)

    def asked(statement: Statement) -> bool:
        return (statement.act or "speech") in wanted and (unsure or not statement.unsure)

    old = [_said(before, statement) for statement in before.statements]
    new = [_said(after, statement) for statement in after.statements]
    partner: dict[int, int] = {}
    free = set(range(len(old)))
    for index, said in enumerate(new):
        if (same := next((number for number in sorted(free) if old[number] == said), None)) is not None:
            partner[index] = same
            free.discard(same)
    rest = [index for index in range(len(new)) if index not in partner]
    alike = sorted(
        (
            (-score, index, number)
            for index in rest
            for number in free
            if (score := fuzz.ratio(new[index][0], old[number][0], score_cutoff=REWORDED))
        ),
    )
    for _, index, number in alike:
        if index not in partner and number in free:
            partner[index] = number
            free.discard(number)
    found: list[tuple[What, Said | None, Said | None]] = []
    for index, said in enumerate(new):
        if index not in partner:
            if asked(after.statements[index]):
                found.append(("added", None, said))
        elif old[partner[index]] != said and (asked(after.statements[index]) or asked(before.statements[partner[index]])):
            found.append(("reworded", old[partner[index]], said))
    return found + [("dropped", old[number], None) for number in sorted(free) if asked(before.statements[number])]


def _said(story: Story, statement: Statement) -> Said:
    return (
        " ".join(story.words(statement.content).split()),
        statement.speaker or (" ".join(story.words(statement.source).split()) or None),
        " ".join(story.words(statement.cue).split()),
    )


def _pairs(before: Said | None, after: Said | None) -> Iterator[str | None]:
    for position in range(3):
        yield before[position] if before else None
        yield after[position] if after else None
