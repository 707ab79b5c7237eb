"""Speakers: from a story's speaker to the one of the archive that he is, joined with care; merges by hand, and their undoing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Text, bindparam, cast, func, insert, literal, or_, select, text, update

from sayso.alike import key, keys
from sayso.archive import schema
from sayso.archive.clock import now
from sayso.archive.database import made
from sayso.errors import SettledError, UnknownError
from sayso.language.en.lists import roles, singular
from sayso.story import Speaker, Story

REMEMBERED = 20
"""Latest appearances of a speaker whose roles and affiliations a new one is held against."""
NAMESAKES = 50
"""Speakers of one name that a new one is held against."""

_CALL = text("INSERT INTO name (key, speaker_id) VALUES (:key, :speaker_id) ON CONFLICT DO NOTHING")
_CALLED = (
    select(schema.name.c.key, schema.speaker.c.id, schema.speaker.c.kind, schema.speaker.c.key)
    .join(schema.speaker, schema.name.c.speaker_id == schema.speaker.c.id)
    .where(schema.name.c.key.in_(bindparam("names", expanding=True)))
    .order_by(schema.speaker.c.id)
)
_LAST = select(func.max(schema.speaker.c.id))
_JOINED = frozenset(["organisation", "government", "group"])
"""Kinds of which there is one of a name. Documents are not: every story has its report."""
_OF = re.compile(r"\s(?:of|for|at|in|to|with|from)\s|,")


class _Known(NamedTuple):
    id: int
    kind: str
    key: str


class _Told(NamedTuple):
    """What is told of somebody: the sets of his roles' nouns, and his affiliations."""

    roles: frozenset[str]
    affiliations: frozenset[str]


Placed = tuple[int | None, str | None]
"""A speaker's number in the archive, None for one without a name, and why it is this one."""


def place(connection: Connection, story: Story) -> list[Placed]:
    """Return who of the archive each of a story's speakers is; those who are new are entered.

    People of one full name are one unless what the stories tell of them has nothing in common: neither role nor affiliation, and
    both are known. A single word is nobody's full name: it is taken for somebody known only if a role or an affiliation bears that
    out, and for one only.
    """
    wanted = {key(speaker.name) for speaker in story.speakers if speaker.name}
    known: dict[str, list[_Known]] = {}
    for name, *row in connection.execute(_CALLED, {"names": sorted(wanted)}) if wanted else ():
        known.setdefault(name, []).append(_Known(*row))
    last = (connection.execute(_LAST).scalar() or 0) if wanted else 0
    found: list[Placed] = []
    entered: list[dict[str, object]] = []
    for speaker in story.speakers:
        name = key(speaker.name or "")
        if not name:
            found.append((None, None))
            continue
        candidates = [each for each in known.get(name, ()) if each.kind == speaker.kind][:NAMESAKES]
        number, why = _choose(connection, speaker, name, candidates, _told_here(story, speaker))
        if number is None:
            # Writers come one after the other: nobody else counts on meanwhile.
            last = number = last + 1
            known.setdefault(name, []).append(_Known(number, speaker.kind, name))
            entered.append(
                {"id": number, "name": " ".join((speaker.name or "").split()), "kind": speaker.kind, "key": name, "root_id": number}
            )
        found.append((number, why))
    if entered:
        connection.execute(insert(schema.speaker), entered)
    call(
        connection,
        ((number, s.kind, (s.name or "", *s.names)) for s, (number, _) in zip(story.speakers, found, strict=True) if number),
    )
    return found


def _choose(connection: Connection, speaker: Speaker, name: str, candidates: list[_Known], here: _Told) -> Placed:
    if speaker.kind != "person":
        if speaker.kind not in _JOINED:
            return None, "each story has its own"
        same = [each for each in candidates if each.key == name]
        return (same[0].id, f"the same name and kind, {speaker.kind}") if same else (None, "the first of this name")
    whole = " " in name
    if whole:
        candidates = [each for each in candidates if each.key == name]
    # Without a role or an affiliation here there is nothing to hold against those that were told before.
    told = {each.id: _told(connection, each.id) for each in candidates} if any(here) else {}
    borne_out = [number for number, other in told.items() if here.roles & other.roles or here.affiliations & other.affiliations]
    if not whole:
        if len(borne_out) == 1:
            return borne_out[0], "the only one of this surname with this role or affiliation"
        return None, "a single name, and no role or affiliation that is one person's alone"
    if borne_out:
        return borne_out[0], "the same full name, and a role or affiliation in common"
    fitting = [each.id for each in candidates if not (all(here) and all(told[each.id]))]
    if fitting:
        return fitting[0], "the same full name, and nothing told of him that is against it"
    return None, "a namesake has neither role nor affiliation in common" if candidates else "the first of this full name"


def _told(connection: Connection, speaker_id: int) -> _Told:
    """Return what the latest stories told of a speaker."""
    appearance = schema.appearance.c
    rows = connection.execute(
        select(appearance.role, appearance.affiliation)
        .where(appearance.speaker_id == speaker_id)
        .order_by(appearance.id.desc())
        .limit(REMEMBERED)
    ).all()
    return _Told(
        frozenset(word for role, _ in rows if role for word in _sets(role)),
        frozenset(key(affiliation) for _, affiliation in rows if affiliation),
    )


def _told_here(story: Story, speaker: Speaker) -> _Told:
    role = story.text[slice(*speaker.role)] if speaker.role else ""
    affiliation = key(story.text[slice(*speaker.affiliation)]) if speaker.affiliation else ""
    return _Told(_sets(role), frozenset([affiliation] if affiliation else []))


def _sets(role: str) -> frozenset[str]:
    """Return the sets of nouns (``roles.tsv``) that a role's head belongs to; of one that is not listed its head itself."""
    words = key(_OF.split(role, maxsplit=1)[0]).split()
    for at in range(len(words)):
        noun = " ".join([*words[at:-1], singular(words[-1])])
        if (found := roles().get(noun)) is not None:
            return frozenset(found.sets[:1])
    return frozenset(words[-1:])


def call(connection: Connection, names: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    """Let speakers, each with his number, kind and names, be looked up by these."""
    rows = [
        {"key": each, "speaker_id": number} for number, kind, found in names for each in {*keys(found, person=kind == "person")}
    ]
    if rows:
        connection.execute(_CALL, rows)


def merge(connection: Connection, archive: str, speaker_id: int, into_id: int, why: str) -> int:
    """Declare two speakers one, and return the merge's number, by which it can be undone."""
    both = select(schema.speaker.c.id, schema.speaker.c.root_id).where(schema.speaker.c.id.in_([speaker_id, into_id]))
    found = {number: root for number, root in connection.execute(both)}  # noqa: C416 - dict() of rows has no type
    for number in (speaker_id, into_id):
        if number not in found:
            raise UnknownError(archive, f"has no speaker #{number}", "Look the name up to find its number.")
    if found[speaker_id] == found[into_id]:
        raise SettledError(archive, f"holds #{speaker_id} and #{into_id} for one already", "There is nothing to do.")
    number = made(connection, schema.merge, speaker_id=speaker_id, into_id=into_id, why=why, made=now())
    _settle_roots(connection)
    return number


def unmerge(connection: Connection, archive: str, number: int) -> None:
    """Take a merge back: the two are told apart again."""
    done = connection.execute(
        update(schema.merge).where(schema.merge.c.id == number, schema.merge.c.undone.is_(None)).values(undone=now())
    )
    if not done.rowcount:
        raise UnknownError(archive, f"has no merge {number} that stands", "A speaker's own are told where he is looked up.")
    _settle_roots(connection)


def part(connection: Connection, archive: str, speaker_id: int, story_id: int) -> int:
    """Tell a story's speaker from those that he was joined with by name; return his new number."""
    own = schema.speaker.c
    speaker = connection.execute(select(schema.speaker).where(own.id == speaker_id)).one_or_none()
    here = select(schema.version.c.id).where(schema.version.c.story_id == story_id)
    # Also those whom a merge made him: he is shown as one with them.
    whole = select(own.id).where(or_(own.id == speaker_id, own.root_id == speaker_id))
    appearance = schema.appearance.c
    found = connection.execute(
        select(appearance.id, appearance.name)
        .where(appearance.speaker_id.in_(whole), appearance.version_id.in_(here))
        .order_by(appearance.id)
    ).all()
    if speaker is None or not found:
        raise UnknownError(archive, f"has no speaker #{speaker_id} in story {story_id}", "Look the name up to find its number.")
    new = int(connection.execute(select(func.max(own.id))).scalar_one()) + 1
    facts = {"id": new, "name": found[0].name, "kind": speaker.kind, "key": key(found[0].name), "root_id": new}
    connection.execute(insert(schema.speaker), [facts])
    call(connection, [(new, speaker.kind, [found[0].name])])
    ids = [each.id for each in found]
    connection.execute(update(schema.appearance).where(appearance.id.in_(ids)).values(speaker_id=new, why="told apart by hand"))
    subject = schema.subject.c
    named = update(schema.subject).where(subject.speaker_id.in_(whole), subject.version_id.in_(here))
    connection.execute(named.values(speaker_id=new))
    said = schema.statement.c
    facets = func.replace(said.facets, literal("s") + cast(said.speaker_id, Text) + " ", f"s{new} ")
    connection.execute(update(schema.statement).where(said.appearance_id.in_(ids)).values(speaker_id=new, facets=facets))
    return new


def _settle_roots(connection: Connection) -> None:
    """Set who everybody is after all merges that stand: each goes into what the other is, whatever was merged before or after."""
    merge = schema.merge.c
    merges = connection.execute(select(merge.speaker_id, merge.into_id, merge.undone).order_by(merge.id)).all()
    roots: dict[int, int] = {number: number for each in merges for number in (each.speaker_id, each.into_id)}

    def root(number: int) -> int:
        while roots[number] != number:
            number = roots[number]
        return number

    for each in merges:
        if each.undone is None:
            roots[root(each.speaker_id)] = root(each.into_id)
    for number in roots:
        connection.execute(update(schema.speaker).where(schema.speaker.c.id == number).values(root_id=root(number)))
