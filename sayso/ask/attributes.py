"""Attributes: what the archive knows of people from newsrooms' own tables, beside the stories, and of whom it knows it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Integer, Select, case, cast, desc, func, select, union_all

from sayso.archive import schema
from sayso.archive.people import known_bearers
from sayso.archive.people_csv import folded
from sayso.errors import UnknownError


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value that a newsroom's tables give of an attribute, and of how many names."""

    attribute: str
    value: str
    names: int


def attributes(connection: Connection) -> list[Attribute]:
    """Return the values that were told of each attribute, in the order of the alphabet, the commonest first."""
    own = schema.attribute.c
    count = func.count().label("names")
    chosen = select(own.attribute, own.value, count).group_by(own.attribute, own.value)
    return [Attribute(*row) for row in connection.execute(chosen.order_by(own.attribute, desc(count), own.value))]


def check(connection: Connection, attribute: str) -> None:
    """Raise :class:`UnknownError`, which names those that there are, for an attribute that is told of nobody."""
    known = schema.attribute.c.attribute
    if connection.execute(select(known).where(known == folded(attribute)).limit(1)).first() is None:
        others: list[str] = list(connection.execute(select(known).distinct().order_by(known)).scalars())
        remedy = f"There are: {', '.join(others)}." if others else "Join a table of people in with: sayso audit --people FILE.csv"
        raise UnknownError(attribute, "is no attribute that the archive knows of people", remedy)


def known_of(connection: Connection, speaker_id: int) -> dict[str, str]:
    """Return what is told of one speaker, after all merges: attribute → value. What counts before what, :func:`values_of` says."""
    speaker, own = schema.speaker.c, schema.attribute.c
    members = connection.execute(select(speaker.id, speaker.key).where(speaker.root_id == speaker_id)).all()
    ranks = {f"#{each.id}": int(each.id != speaker_id) for each in members}
    alone = known_bearers(connection, sorted({each.key for each in members}))
    ranks |= {each.key: 2 + (each.id != speaker_id) for each in members if alone.get(each.key) == 1}
    told = connection.execute(select(own.attribute, own.value, own.key).where(own.key.in_(ranks))).all()
    ordered = sorted(told, key=lambda row: (row.attribute, -ranks[row.key], row.key))
    return {row.attribute: row.value for row in ordered}


def speakers_with(attribute: str, value: str | None) -> Select[int]:
    """Return a query for the numbers of the speakers, after all merges, whose ``attribute`` has a ``value``.

    None are those of whom it is not known: all other speakers, organisations too.
    """
    known = values_of(attribute).subquery()
    if value is not None:
        return select(known.c.root_id).where(known.c.value == value)
    root = schema.speaker.c
    return select(root.id).where(root.id == root.root_id, root.id.not_in(select(known.c.root_id)))


def values_of(attribute: str) -> Select[int, str]:
    """Return a query for the speakers, after all merges, of whom an attribute is known, ``root_id``, and its ``value``.

    A number counts before a name that nobody else bears; where speakers were merged, the root's own before the others'.
    """
    own, speaker, root = schema.attribute.c, schema.speaker.c, schema.speaker.alias("root").c
    of_attribute = own.attribute == folded(attribute)
    # A case, since PostgreSQL may else make a number of a name before it leaves that out.
    number = case((own.key.like("#%"), cast(func.substr(own.key, 2), Integer)))
    numbered = select(speaker.root_id, own.value, own.key, case((speaker.id == speaker.root_id, 0), else_=1).label("rank")).where(
        of_attribute, speaker.id == number
    )
    alone = (
        select(func.min(speaker.root_id).label("root_id"), own.value, own.key)
        .where(of_attribute, speaker.key == own.key)
        .group_by(own.key, own.value)
        .having(func.count(speaker.root_id.distinct()) == 1)
        .subquery()
    ).c
    named = select(alone.root_id, alone.value, alone.key, case((root.key == alone.key, 2), else_=3).label("rank")).where(
        root.id == alone.root_id
    )
    told = union_all(numbered, named).subquery().c
    place = func.row_number().over(partition_by=told.root_id, order_by=(told.rank, told.key))
    ranked = select(told.root_id, told.value, place.label("place")).subquery().c
    return select(ranked.root_id, ranked.value).where(ranked.place == 1)
