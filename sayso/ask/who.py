"""Who: from a name to the one who bears it, to what they said, and to those that they were held for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, desc, func, or_, select

from sayso.archive import schema
from sayso.ask.search import DEFAULT_ACTS, Hit, asked_for, bearers, day, hits, newest, of_outlet
from sayso.errors import AmbiguousError, UnknownError

MOST = 500
"""Statements of a speaker that are shown at once, the latest, unless more are asked for."""
LATEST = 500
"""Appearances, the latest, from which names and roles are taken."""
NAMES = 4
"""Names and roles that are told of a speaker, at most."""
SETTINGS = 8
"""Addressees, channels and venues that are told of a speaker, at most."""
SHOWN = 12
"""Bearers of a name that are told apart by what is known of them: those whom the stories let speak the most."""


@dataclass(frozen=True, slots=True)
class Joined:
    """An appearance in a story: ``why`` it was taken for this speaker, and by which ``name``, ``role`` and ``affiliation``."""

    story_id: int
    outlet: str | None
    published: str | None
    headline: str | None
    name: str
    role: str | None
    affiliation: str | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two speakers that somebody declared one, and why. ``undone`` is when that was taken back."""

    number: int
    speaker_id: int
    speaker: str
    into_id: int
    into: str
    why: str
    made: str
    undone: str | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """A speaker of the archive, with the roles that the stories give, the commonest first.

    ``statements`` and ``stories`` say how often they let them speak, for sure; None where nobody asked for that.
    """

    id: int
    name: str
    kind: str
    roles: tuple[str, ...]
    names: tuple[str, ...]
    statements: int | None
    stories: int | None


def bearer(connection: Connection, name: str, *, counted: bool = True) -> Bearer:
    """Return the one who bears a name, and how often they speak if that is to be ``counted``: of many stories it takes a while.

    Raises :class:`AmbiguousError` where several do, :class:`UnknownError` where nobody does.
    """
    found = bearers(connection, name)
    if not found:
        raise UnknownError(name, "is the name of nobody who is quoted in the archive", "Try the surname alone.")
    if len(found) == 1 and not counted:
        return _bearer(connection, found[0])
    counts = _counts(connection, [row.id for row in found])
    speaking = [row for row in found if counts.get(row.id)] or found
    if len(speaking) > 1:
        ranked = sorted(speaking, key=lambda row: -counts.get(row.id, 0))
        raise AmbiguousError(name, tuple((row.id, _told(connection, row, counts.get(row.id, 0))) for row in ranked[:SHOWN]))
    only = _bearer(connection, speaking[0])
    return replace(only, statements=counts.get(only.id, 0), stories=_stories(connection, only.id)) if counted else only


def said(
    connection: Connection,
    speaker_id: int,
    *,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    act: str = DEFAULT_ACTS,
    unsure: bool = False,
    limit: int = MOST,
) -> list[Hit]:
    """Return what a speaker said, by date: of the saying where it is known, or else of publication.

    Dates, ``act`` and ``unsure`` are as in :class:`Query`.
    """
    statement, story = schema.statement.c, schema.story.c
    chosen = select(statement.id).where(statement.current, *asked_for(act, unsure=unsure))
    if outlet is not None:
        chosen = (
            chosen.join(schema.story, story.id == statement.story_id)
            .join(schema.outlet, schema.outlet.c.id == story.outlet_id)
            .where(of_outlet(outlet))
        )
    if since:
        chosen = chosen.where(statement.day >= day(since, "since")[0])
    if until:
        chosen = chosen.where(statement.day <= day(until, "until")[1])
    return hits(connection, newest(connection, chosen, _members(connection, speaker_id), limit)[::-1])


def appearances(connection: Connection, speaker_id: int, limit: int = 1000) -> list[Joined]:
    """Return the stories in which a speaker appears, and why they were taken for one in each: the last that came, by date."""
    own, story = schema.appearance.c, schema.story.c
    chosen = select(own.id).join(schema.version, schema.version.c.id == own.version_id).where(schema.version.c.current)
    latest = [row.id for row in _latest(connection, chosen, speaker_id, limit)]
    rows = connection.execute(
        select(story.id, schema.outlet.c.name, story.published, story.headline, own.name, own.role, own.affiliation, own.why)
        .select_from(schema.appearance)
        .join(schema.version, schema.version.c.id == own.version_id)
        .join(schema.story, story.id == schema.version.c.story_id)
        .outerjoin(schema.outlet, schema.outlet.c.id == story.outlet_id)
        .where(own.id.in_(latest))
        .order_by(desc(story.published).nulls_last(), desc(story.id))
    )
    return [Joined(*row) for row in rows]


def settings(connection: Connection, speaker_id: int) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return to whom a speaker spoke, through what and at what, in the stories' words, with how often, the commonest first.

    They are those of the latest statements.
    """
    own = schema.statement.c
    fields = (own.addressee, own.channel, own.venue)
    latest = newest(connection, select(own.id).where(own.current, *asked_for()), _members(connection, speaker_id), LATEST)
    rows = connection.execute(select(*fields).where(own.id.in_(latest))).all()
    counts = (Counter(" ".join(row[at].split()) for row in rows if row[at]) for at in range(len(fields)))
    return {field.name: tuple(count.most_common(SETTINGS)) for field, count in zip(fields, counts, strict=True)}


def merges(connection: Connection, speaker_id: int | None = None) -> list[Merge]:
    """Return the merges by hand, of one speaker or of all, the latest first."""
    own, other = schema.speaker.alias("own"), schema.speaker.alias("other")
    merge = schema.merge.c
    chosen = (
        select(merge.id, own.c.id, own.c.name, other.c.id, other.c.name, merge.why, merge.made, merge.undone)
        .select_from(schema.merge)
        .join(own, own.c.id == merge.speaker_id)
        .join(other, other.c.id == merge.into_id)
        .order_by(desc(merge.id))
    )
    if speaker_id is not None:
        chosen = chosen.where(or_(own.c.root_id == speaker_id, other.c.root_id == speaker_id, own.c.id == speaker_id))
    return [Merge(*row) for row in connection.execute(chosen)]


def _bearer(connection: Connection, row: Row[Any]) -> Bearer:
    own = schema.appearance.c
    latest = _latest(connection, select(own.id, own.role, own.name), row.id, LATEST)
    roles, names = _commonest([each.role for each in latest]), _commonest([each.name for each in latest])
    return Bearer(row.id, row.name, row.kind, roles, names, None, None)


def _stories(connection: Connection, speaker_id: int) -> int:
    """Return in how many stories they speak."""
    statement = schema.statement.c
    chosen = select(func.count(statement.story_id.distinct())).where(statement.current, *asked_for())
    return int(connection.execute(chosen.where(_is(speaker_id, statement.speaker_id))).scalar_one())


def _members(connection: Connection, speaker_id: int) -> list[int]:
    """Return the numbers of those who were declared to be this speaker, and the speaker's own."""
    own = schema.speaker.c
    return list(connection.execute(select(own.id).where(own.root_id == speaker_id)).scalars())


def _latest(connection: Connection, chosen: Select[Any], speaker_id: int, limit: int) -> list[Row[Any]]:
    """Return the last of the appearances that came, as ``chosen`` with their ``id``.

    Each member is asked for alone: in one question for several, SQLite goes through the appearances of everybody.
    """
    own = schema.appearance.c
    found: list[Row[Any]] = []
    for member in _members(connection, speaker_id):
        found += connection.execute(chosen.where(own.speaker_id == member).order_by(desc(own.id)).limit(limit)).all()
    return sorted(found, key=lambda row: -row.id)[:limit]


def _counts(connection: Connection, roots: list[int]) -> dict[int, int]:
    """Return how many statements each of the speakers made: what they said or wrote, where that is sure."""
    own, statement = schema.speaker.c, schema.statement.c
    chosen = select(own.root_id, func.count()).join(schema.statement, statement.speaker_id == own.id)
    rows = connection.execute(chosen.where(own.root_id.in_(roots), statement.current, *asked_for()).group_by(own.root_id))
    return {root: count for root, count in rows}  # noqa: C416 - dict() of rows has no type


def _is(speaker_id: int, column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(select(schema.speaker.c.id).where(schema.speaker.c.root_id == speaker_id))


def _commonest(said: Sequence[str | None]) -> tuple[str, ...]:
    """Return what the stories call somebody, or the role, the commonest first; words that differ in case alone are the same."""
    told = [each for each in said if each]
    spelt: dict[str, str] = {}
    for each in told:
        spelt.setdefault(each.casefold(), each)
    counts = Counter(each.casefold() for each in told)
    return tuple(spelt[each] for each, _ in counts.most_common(NAMES))


def _told(connection: Connection, row: Row[Any], statements: int) -> str:
    own = schema.appearance.c
    roles = _commonest([each.role for each in _latest(connection, select(own.id, own.role), row.id, LATEST)])[:2] or (row.kind,)
    return f"{row.name}, {', '.join(roles)} ({statements:,} {'statement' if statements == 1 else 'statements'})"
