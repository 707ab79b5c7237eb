"""People: keeps what a newsroom's own table (CSV) says of people, beside the stories, and tells whose each row is.

A name is the speaker's who alone bears it; ``#12`` is the speaker of that number, whatever others of that name are said to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from sayso.alike import key
from sayso.archive import schema
from sayso.archive.people_csv import REMEDY, PeopleTable
from sayso.errors import InputError

AT_ONCE = 500
"""Names that are asked for together."""


@dataclass(frozen=True, slots=True)
class Described:
    """What came of a newsroom's table.

    ``names`` is how many it has, ``known`` how many of these are one speaker's of the archive now. ``several`` are those that
    several speakers bear: they are joined with none of them until the table says ``#12`` in their stead. ``nobody`` are those of
    whom the archive has no speaker yet; they are kept. ``twice`` are those of whom the table has several rows: the last one counts.
    ``guessed`` is the encoding that a table was taken for that is not in UTF-8.
    """

    attributes: tuple[str, ...]
    names: int
    known: int
    several: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    guessed: str | None = None


def describe(connection: Connection, table: PeopleTable) -> Described:
    """Keep what a table says of people, in place of what was known of these names by these attributes, and tell what came of it.

    An empty cell says nothing, and takes back what was said before. Raises :class:`InputError` where its
    first line is no head but already about somebody.
    """
    if " " in key(table.head) and known_bearers(connection, [key(table.head)]):
        raise InputError(table.path, f"has no head: its first line is already about {table.head}", REMEDY)
    own = schema.attribute.c
    keys = list(table.rows)
    bearers: dict[str, int] = {}
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        bearers |= known_bearers(connection, some)
        connection.execute(delete(schema.attribute).where(own.key.in_(some), own.attribute.in_(table.attributes)))
    rows = [
        {"key": each, "attribute": attribute, "value": value, "name": name}
        for each, (name, values) in table.rows.items()
        for attribute, value in zip(table.attributes, values, strict=True)
        if value
    ]
    if rows:
        connection.execute(insert(schema.attribute), rows)
    counts = {name: bearers.get(each, 0) for each, (name, _) in table.rows.items()}
    return Described(
        attributes=table.attributes,
        names=len(keys),
        known=sum(count == 1 for count in counts.values()),
        several=tuple(name for name, count in counts.items() if count > 1),
        nobody=tuple(name for name, count in counts.items() if count == 0),
        twice=table.twice,
        guessed=table.guessed,
    )


def known_bearers(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Return how many speakers bear each of the names, after all merges; those that nobody bears are left out."""
    own = schema.speaker.c
    named = select(own.key, func.count(own.root_id.distinct())).where(own.key.in_(keys)).group_by(own.key)
    found = {name: count for name, count in connection.execute(named)}  # noqa: C416 - dict() of rows has no type
    numbers = [int(each[1:]) for each in keys if each.startswith("#")]
    known: list[int] = list(connection.execute(select(own.id).where(own.id.in_(numbers))).scalars())
    return found | {f"#{each}": 1 for each in known}
