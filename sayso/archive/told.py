"""What is told of a speaker: from the roles and affiliations that stories give to whether two can be one."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from sayso.alike import key
from sayso.archive import schema
from sayso.language.en.lists import roles, singular
from sayso.language.en.words import OF

REMEMBERED = 20
"""Latest appearances of a speaker whose roles and affiliations a new one is held against."""


class Told(NamedTuple):
    """What is told of somebody: the sets of the nouns for their roles, and their affiliations."""

    roles: frozenset[str]
    affiliations: frozenset[str]


def told_by(role: str | None, affiliation: str | None) -> Told:
    """Return what a story's words for a speaker's role and affiliation tell."""
    return Told(_sets(role) if role else frozenset(), frozenset([key(affiliation)] if affiliation else []))


def told_of(connection: Connection, speaker_id: int) -> Told:
    """Return what the latest stories told of a speaker."""
    appearance = schema.appearance.c
    rows = connection.execute(
        select(appearance.role, appearance.affiliation)
        .where(appearance.speaker_id == speaker_id)
        .order_by(appearance.id.desc())
        .limit(REMEMBERED)
    ).all()
    return Told(
        frozenset(word for role, _ in rows if role for word in _sets(role)),
        frozenset(key(affiliation) for _, affiliation in rows if affiliation),
    )


def borne_out(one: Told, other: Told) -> bool:
    """Say whether two have a role or an affiliation in common."""
    return bool(one.roles & other.roles or one.affiliations & other.affiliations)


def unlike(one: Told, other: Told) -> bool:
    """Say whether two have neither role nor affiliation in common, though both are known of both."""
    return all(one) and all(other) and not borne_out(one, other)


def _sets(role: str) -> frozenset[str]:
    """Return the sets of nouns (``roles.tsv``) that a role's head belongs to; of one that is not listed its head itself."""
    words = key(OF.split(role, maxsplit=1)[0]).split()
    for at in range(len(words)):
        noun = " ".join([*words[at:-1], singular(words[-1])])
        if (found := roles().get(noun)) is not None:
            return frozenset(found.sets[:1])
    return frozenset(words[-1:])
