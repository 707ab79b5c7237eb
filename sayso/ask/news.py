"""News: the stories of an archive as a list, the newest first, each with how it is sourced; and what is known of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, desc, func, or_, select

from sayso.archive import schema
from sayso.ask.search import asked_for, of_outlet, published_since, published_until


@dataclass(frozen=True, slots=True)
class Listed:
    """A story as it stands now, and how it is sourced.

    ``statements`` counts speech and writing that are sure; ``named``, ``unnamed``, ``anonymous``, ``nobody``, ``single`` count of
    these as :class:`~sayso.story.Sourcing` does, ``anonymous`` None where an older sayso read it. ``depth`` is how many statements
    stand around the deepest one. ``versions`` counts those that the archive has seen. ``origin_id`` is the story of
    another outlet of which it is a reprint.
    """

    id: int
    headline: str | None
    outlet: str | None
    published: str | None
    place: str | None
    agency: str | None
    url: str | None
    name: str
    words: int
    statements: int
    named: int
    unnamed: int
    anonymous: int | None
    nobody: int
    single: int
    depth: int
    versions: int
    origin_id: int | None
    added: str


@dataclass(frozen=True, slots=True)
class Version:
    """A story as it stood at one time: its ``number``, from 1 on, and when it came in (ISO 8601, UTC)."""

    number: int
    added: str
    headline: str | None
    statements: int
    current: bool


def listed(
    connection: Connection,
    *,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Listed]:
    """Return stories by the day of publication, the newest first, those without one at the end. Dates are as in :class:`Query`."""
    own = schema.story.c
    # Their numbers first, of the table of stories alone: it has an index in this order, of all and of one outlet.
    chosen = select(own.id).order_by(desc(own.published).nulls_last(), desc(own.id)).limit(limit).offset(offset)
    if outlet is not None:
        of_name: list[int] = list(connection.execute(select(schema.outlet.c.id).where(of_outlet(outlet))).scalars())
        chosen = chosen.where(own.outlet_id == of_name[0] if len(of_name) == 1 else own.outlet_id.in_(of_name))
    if since is not None:
        chosen = chosen.where(published_since(since))
    if until is not None:
        chosen = chosen.where(published_until(until))
    return _listed(connection, list(connection.execute(chosen).scalars()))


def one(connection: Connection, number: int) -> Listed:
    """Return the story of a number. Raises ``LookupError`` where there is none."""
    return _listed(connection, [number])[0]


def copies(connection: Connection, number: int) -> list[Listed]:
    """Return the same copy in other outlets: what this story is a reprint of, its reprints, and those of the same origin."""
    own = schema.story.c
    origin = select(func.coalesce(own.origin_id, own.id)).where(own.id == number).scalar_subquery()
    chosen = select(own.id).where(or_(own.id == origin, own.origin_id == origin), own.id != number)
    return _listed(connection, list(connection.execute(chosen.order_by(own.published, own.id)).scalars()))


def versions(connection: Connection, number: int) -> list[Version]:
    """Return the versions of a story, the first one first."""
    own = schema.version.c
    chosen = select(own.number, own.added, own.headline, own.statements, own.current)
    return [Version(*row) for row in connection.execute(chosen.where(own.story_id == number).order_by(own.number))]


@dataclass(frozen=True, slots=True)
class Naming:
    """A speaker of a story who has a name: the ``index`` among its speakers, the name there, and the number across all stories."""

    index: int
    name: str
    id: int


def speakers_of(connection: Connection, number: int, version: int | None = None) -> list[Naming]:
    """Return who speaks in a story, as it stands or stood, and has a name."""
    own, bearer = schema.appearance.c, schema.speaker.c
    wanted = schema.version.c.current if version is None else schema.version.c.number == version
    chosen = (
        select(own.number, func.coalesce(own.name, bearer.name), bearer.root_id)
        .join(schema.version, schema.version.c.id == own.version_id)
        .join(schema.speaker, bearer.id == own.speaker_id)
        .where(schema.version.c.story_id == number, wanted)
        .order_by(own.number)
    )
    return [Naming(*row) for row in connection.execute(chosen)]


def outlets(connection: Connection) -> list[str]:
    """Return the names of all outlets, in the order of the alphabet."""
    return sorted(connection.execute(select(schema.outlet.c.name)).scalars(), key=str.casefold)


_HERE = ("place", "agency", "name", "words", "statements", "named", "unnamed", "anonymous", "nobody", "single")
"""What is told of the version that stands now."""


def _listed(connection: Connection, numbers: Sequence[int]) -> list[Listed]:
    """Return the stories of these numbers, in their order."""
    if not numbers:
        return []
    story, version, statement = schema.story.c, schema.version.c, schema.statement.c
    chosen = (
        select(
            story.id,
            story.headline,
            schema.outlet.c.name.label("outlet"),
            story.published,
            story.url,
            story.origin_id,
            story.added,
            version.id.label("version_id"),
            *(version[name] for name in _HERE),
        )
        .select_from(schema.story)
        .join(schema.version, version.story_id == story.id)
        .outerjoin(schema.outlet, schema.outlet.c.id == story.outlet_id)
        .where(version.current, story.id.in_(numbers))
    )
    rows = {row["id"]: dict(row) for row in connection.execute(chosen).mappings()}
    at = {number: row.pop("version_id") for number, row in rows.items()}
    deepest = select(statement.version_id, func.max(statement.depth)).where(*asked_for()).group_by(statement.version_id)
    depths = _by(connection, deepest, statement.version_id, list(at.values()))
    counts = _by(connection, select(version.story_id, func.count()).group_by(version.story_id), version.story_id, numbers)
    return [
        Listed(depth=depths.get(at[number], 0), versions=counts[number], **rows[number]) for number in numbers if number in rows
    ]


def _by(connection: Connection, chosen: Select[Any], column: Any, numbers: Sequence[int]) -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(chosen.where(column.in_(numbers)))}
