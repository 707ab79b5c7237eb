"""Short names: from a surname alone, or letters such as SKIF, to the one of the archive whom the stories of the time mean by it.

What comes first does not decide: a short name whose bearer the archive does not know yet is looked at again when they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Text, and_, cast, exists, func, literal, or_, select, update

from sayso.alike import key
from sayso.archive import schema
from sayso.archive.name_forms import surname
from sayso.archive.told import Told, told_by, told_of, unlike
from sayso.language.en.lists import given_names, titles
from sayso.story import SpeakerKind

TIME = 45
"""Days before and behind a story in which others tell whom its short names mean."""
STORIES = 3
"""Stories of that time that let somebody speak by their full name, before they tell whom a short one means."""
TIMES = 5
"""How many times as many of them name that one as name the next one who bears it."""
SHORTENED: frozenset[SpeakerKind] = frozenset(["person", "organisation"])

BY_HAND = "told apart by hand"


class Short(NamedTuple):
    """A name of one word as a story has it: whose ``kind`` the story took it for, what it tells of them, when it was published.

    ``gender`` is that of a form of address before it, m or f, or None.
    """

    name: str
    kind: str
    published: str | None
    told: Told
    gender: str | None = None

    @property
    def letters(self) -> bool:
        """Whether it is written in capitals, as short forms of longer names are."""
        word = self.name.replace(".", "")
        return len(word) > 1 and word.isupper()

    @property
    def kinds(self) -> tuple[SpeakerKind, ...]:
        """What may bear it: a single word of which nothing in its story tells what it is passes for an organisation there."""
        return ("organisation", "person") if self.letters and self.kind == "organisation" else ("person",)


class Meant(NamedTuple):
    """Who is meant by a short name, and on what that rests."""

    speaker_id: int
    why: str


def is_short(name: str, kind: str) -> bool:
    """Say whether a name, as the story writes it, may be a surname alone, or the letters of a longer name."""
    return kind in SHORTENED and " " not in key(name)


def meant(connection: Connection, short: Short) -> Meant | None:
    """Return whom a short name means: the one whom nearly all stories of its time mean that give a full name, if there is one."""
    bearer, appearance, version = schema.speaker.c, schema.appearance.c, schema.version.c
    word = key(short.name)
    stories = func.count(version.story_id.distinct())
    asked = (
        select(bearer.root_id, func.min(bearer.key).label("key"), stories.label("stories"))
        .select_from(schema.name)
        .join(schema.speaker, bearer.id == schema.name.c.speaker_id)
        .join(schema.appearance, appearance.speaker_id == bearer.id)
        .join(schema.version, version.id == appearance.version_id)
        .where(schema.name.c.key == word, bearer.kind.in_(short.kinds), bearer.key.contains(" "))
        .where(appearance.name.contains(" "), version.current)
        .group_by(bearer.root_id)
    )
    if around := _around(short.published):
        asked = asked.where(or_(version.published.is_(None), version.published.between(*around)))
    rows = [row for row in connection.execute(asked) if _fits(row.key, word, short)]
    rows.sort(key=lambda row: (-row.stories, row.root_id))
    if not rows or rows[0].stories < STORIES or (rows[1:] and rows[0].stories < TIMES * rows[1].stories):
        return None
    if unlike(short.told, told_of(connection, rows[0].root_id)) or _is_of_bodies(connection, word, short):
        return None
    own, all_ = rows[0].stories, sum(row.stories for row in rows)
    return Meant(
        rows[0].root_id, f"a short name: {own:,} of {all_:,} stories of this time with the full name of one so called mean them"
    )


def addressed(called: Iterable[str], name: str) -> str | None:
    """Return the gender, m or f, of a form of address before ``name`` in what a story calls somebody: *Mrs. Vane*, or None."""
    for words in called:
        before = words.partition(name)[0].split()
        title = titles().get(before[-1].casefold().rstrip(".")) if before else None
        if title and title.gender in ("m", "f"):
            return title.gender
    return None


def settle(connection: Connection, words: Iterable[str]) -> None:
    """Give the speakers whom a short name alone names to those whom it is known to mean by now; ``words`` are keys."""
    own, appearance, version = schema.speaker.c, schema.appearance.c, schema.version.c
    other = schema.speaker.alias()
    merge, said = schema.merge.c, schema.statement.c
    asked = (
        select(own.key, own.kind, appearance.id, appearance.name, appearance.role, appearance.affiliation)
        .add_columns(version.published, appearance.version_id)
        .select_from(schema.speaker)
        .join(schema.appearance, appearance.speaker_id == own.id)
        .join(schema.version, version.id == appearance.version_id)
        .where(own.key.in_(sorted({*words})), own.kind.in_(sorted(SHORTENED)), own.root_id == own.id)
        .where(or_(appearance.why.is_(None), appearance.why != BY_HAND))
        # Whom somebody declared to be another is not for us to move.
        .where(~exists().where(and_(other.c.root_id == own.id, other.c.id != own.id)))
        .where(~exists().where(or_(merge.speaker_id == own.id, merge.into_id == own.id)))
        .order_by(appearance.id)
    )
    for row in connection.execute(asked).all():
        if is_short(row.name, row.kind) and _alone(connection, row):
            sources: list[str | None] = list(connection.execute(select(said.source).where(said.appearance_id == row.id)).scalars())
            gender = addressed(filter(None, sources), row.name)
            short = Short(row.name, row.kind, row.published, told_by(row.role, row.affiliation), gender)
            if found := meant(connection, short):
                give(connection, [row.id], found.speaker_id, found.why)


def give(connection: Connection, appearances: Sequence[int], speaker_id: int, why: str) -> None:
    """Give appearances, with what is said and told in them, to another speaker, and say why."""
    appearance, subject, said = schema.appearance.c, schema.subject.c, schema.statement.c
    before = connection.execute(select(appearance.version_id, appearance.speaker_id).where(appearance.id.in_(appearances))).all()
    connection.execute(update(schema.appearance).where(appearance.id.in_(appearances)).values(speaker_id=speaker_id, why=why))
    for version_id, old in before:
        named = update(schema.subject).where(subject.version_id == version_id, subject.speaker_id == old)
        connection.execute(named.values(speaker_id=speaker_id))
    facets = func.replace(said.facets, literal("s") + cast(said.speaker_id, Text) + " ", f"s{speaker_id} ")
    moved = update(schema.statement).where(said.appearance_id.in_(appearances))
    connection.execute(moved.values(speaker_id=speaker_id, facets=facets))


def _alone(connection: Connection, row: Row[Any]) -> bool:
    """Say whether no other person of its story bears the surname that is all that an appearance gives."""
    subject, appearance = schema.subject.c, schema.appearance.c
    named = select(subject.key).where(subject.version_id == row.version_id)
    speaking = select(appearance.name).where(appearance.version_id == row.version_id, appearance.name.is_not(None))
    others = {*connection.execute(named).scalars(), *map(key, connection.execute(speaking).scalars())} - {row.key}
    return all(surname(other) != row.key for other in others)


def _fits(full: str, word: str, short: Short) -> bool:
    """Say whether a full name, as a key, may be that of a short one: by its letters, or surname and gender."""
    words = full.split()
    if short.letters and short.kind == "organisation":
        letters = iter("".join(words))
        return words[0][0] == word[0] and all(letter in letters for letter in word)
    gender = given_names().get(words[0].title())
    return surname(full) == word and (short.gender is None or gender not in ("m", "f") or gender == short.gender)


def _is_of_bodies(connection: Connection, word: str, short: Short) -> bool:
    """Say whether what a story took for an organisation may be one, going by others whose names open so: *Ford*, *Ford Motor*."""
    own = schema.speaker.c
    longer = select(own.id).where(own.kind == "organisation", own.key.between(f"{word} ", f"{word} \U0010ffff")).limit(1)
    return short.kind == "organisation" and not short.letters and connection.execute(longer).first() is not None


def _around(published: str | None) -> tuple[str, str] | None:
    with suppress(ValueError, OverflowError):
        day = date.fromisoformat((published or "")[:10])
        # A time of the day stands behind the last day.
        return (day - timedelta(TIME)).isoformat(), (day + timedelta(TIME)).isoformat() + "T99"
    return None
