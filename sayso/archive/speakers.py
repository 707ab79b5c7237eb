"""Speakers: from a story's speaker to the one of the archive that they are, joined with care; merges by hand, and their undoing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, or_, select, text, update

from sayso.alike import key, keys
from sayso.archive import schema
from sayso.archive.clock import now
from sayso.archive.database import made
from sayso.archive.name_forms import first_is_sure, one_form, surname
from sayso.archive.short_names import BY_HAND, SHORTENED, Short, addressed, give, is_short, meant
from sayso.archive.told import Told, borne_out, told_by, told_of, unlike
from sayso.errors import SettledError, UnknownError
from sayso.story import Span, Speaker, Story

NAMESAKES = 50
"""Speakers of one name that a new one is held against."""
ADDRESS = 10
"""Characters before a name in which a form of address may stand."""

_CALL = text("INSERT INTO name (key, speaker_id) VALUES (:key, :speaker_id) ON CONFLICT DO NOTHING")
_CALLED = (
    select(schema.name.c.key, schema.speaker.c.id, schema.speaker.c.kind, schema.speaker.c.key, schema.speaker.c.root_id)
    .join(schema.speaker, schema.name.c.speaker_id == schema.speaker.c.id)
    .where(schema.name.c.key.in_(bindparam("names", expanding=True)))
    .order_by(schema.speaker.c.id)
)
_LAST = select(func.max(schema.speaker.c.id))
_FIRST = "the first of this full name"
_JOINED = frozenset(["organisation", "government", "group"])
"""Kinds of which there is one of a name. Documents are not: every story has its report."""


class _Known(NamedTuple):
    id: int
    kind: str
    key: str
    root_id: int


Placed = tuple[int | None, str | None]
"""A speaker's number in the archive, None for one without a name, and why it is this one."""


def place(connection: Connection, story: Story) -> list[Placed]:
    """Return who of the archive each of a story's speakers is; those who are new are entered.

    People of one full name, or of two forms of it, are one unless what the stories tell of them has nothing in common: neither
    role nor affiliation, and both are known. A single word is nobody's full name: it is taken for somebody known only if a role or
    an affiliation bears that out, for one only, or if the stories of its time mean them (:mod:`sayso.archive.short_names`).
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
        candidates = [each for each in known.get(name, ()) if each.kind == speaker.kind]
        number, why = _choose(connection, story, speaker, name, candidates)
        if number is None and speaker.kind == "person" and " " in name and all(each.key != name for each in candidates):
            met = [each for some in known.values() for each in some]
            number, why = _choose_form(connection, story, speaker, name, candidates, met)
        if number is None:
            # Writers come one after the other: nobody else counts on meanwhile.
            last = number = last + 1
            known.setdefault(name, []).append(_Known(number, speaker.kind, name, number))
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


def shorts(story: Story) -> set[str]:
    """Return the keys of the short names by which a story's speakers may be meant in other stories."""
    named = [speaker for speaker in story.speakers if speaker.kind in SHORTENED and " " in key(speaker.name or "")]
    called = (keys((each.name or "", *each.names), person=each.kind == "person") for each in named)
    return {word for names in called for word in names if " " not in word}


def _choose(connection: Connection, story: Story, speaker: Speaker, name: str, candidates: list[_Known]) -> Placed:
    here = told_by(_slice(story, speaker.role), _slice(story, speaker.affiliation))
    if is_short(speaker.name or "", speaker.kind):
        return _choose_short(connection, story, speaker, name, candidates, here)
    if speaker.kind != "person":
        if speaker.kind not in _JOINED:
            return None, "each story has its own"
        same = [each for each in candidates if each.key == name]
        return (same[0].id, f"the same name and kind, {speaker.kind}") if same else (None, "the first of this name")
    same = [each for each in candidates if each.key == name][:NAMESAKES]
    # Without a role or an affiliation here there is nothing to hold against those that were told before.
    told = {each.id: told_of(connection, each.id) for each in same} if any(here) else {}
    if alike := [number for number, other in told.items() if borne_out(here, other)]:
        return alike[0], "the same full name, and a role or affiliation in common"
    if fitting := [each.id for each in same if not (told and unlike(here, told[each.id]))]:
        return fitting[0], "the same full name, and nothing told that is against it"
    return None, "a namesake has neither role nor affiliation in common" if same else _FIRST


def _choose_form(
    connection: Connection, story: Story, speaker: Speaker, name: str, candidates: list[_Known], met: list[_Known]
) -> Placed:
    """Choose among those whose full names may be other forms of ``name``: one person only may bear them.

    ``candidates`` are called so already, ``met`` are of the same story.
    """
    rows = connection.execute(_CALLED, {"names": [surname(name)]})
    bearers = {each.id: each for each in (*(_Known(*row[1:]) for row in rows), *met) if each.kind == "person"}
    forms = [each for each in bearers.values() if one_form(name, each.key)][:NAMESAKES]
    forms = [each for each in forms if each in candidates or all(one_form(name, other) for other in _called(connection, each.id))]
    whole = {each.key for each in forms}
    if not forms or any(not one_form(one, other) for one in whole for other in whole):
        return None, _FIRST
    here = told_by(_slice(story, speaker.role), _slice(story, speaker.affiliation))
    told = {each.id: told_of(connection, each.id) for each in forms}
    if alike := [number for number, other in told.items() if borne_out(here, other)]:
        return alike[0], "another form of the name, and a role or affiliation in common"
    # Ann Vane and Anna Vane may be two: only of the same first name, or one listed as short for it, nothing more is needed.
    fitting = [each.id for each in forms if first_is_sure(name, each.key) and not unlike(here, told[each.id])]
    return (fitting[0], "another form of the name, and nothing told of them that is against it") if fitting else (None, _FIRST)


def _called(connection: Connection, speaker_id: int) -> set[str]:
    """Return the full names, as keys, by which stories let a speaker speak."""
    own = schema.appearance.c
    asked = select(own.name).where(own.speaker_id == speaker_id, own.name.is_not(None)).distinct()
    names: list[str] = list(connection.execute(asked).scalars())
    return {whole for name in names if " " in (whole := key(name))}


def _choose_short(
    connection: Connection, story: Story, speaker: Speaker, name: str, candidates: list[_Known], here: Told
) -> Placed:
    if speaker.kind == "person":
        told = {each.id: told_of(connection, each.id) for each in candidates[:NAMESAKES]} if any(here) else {}
        alike = [number for number, other in told.items() if borne_out(here, other)]
        if len(alike) == 1:
            return alike[0], "the only one of this surname with this role or affiliation"
    people = {key(each or "") for each in (*(p.name for p in story.people), *(s.name for s in story.speakers))} - {name}
    if all(surname(each) != name for each in people):
        called = (story.text[max(0, start - ADDRESS) : end] for start, end in speaker.mentions)
        short = Short(speaker.name or "", speaker.kind, story.published, here, addressed(called, speaker.name or ""))
        if found := meant(connection, short):
            return found
    if speaker.kind == "person":
        return None, "a single name, and no role or affiliation that is one person's alone"
    same = [each for each in candidates if each.key == name]
    return (same[0].id, f"the same name and kind, {speaker.kind}") if same else (None, "the first of this name")


def _slice(story: Story, span: Span | None) -> str | None:
    return story.text[slice(*span)] if span else None


def call(connection: Connection, names: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    """Let speakers, each with their number, kind and names, be looked up by these."""
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
        raise UnknownError(archive, f"has no merge {number} that stands", "Look the speaker up: their merges are told there.")
    _settle_roots(connection)


def part(connection: Connection, archive: str, speaker_id: int, story_id: int) -> int:
    """Tell a story's speaker from those that they were joined with by name; return their new number."""
    own = schema.speaker.c
    speaker = connection.execute(select(schema.speaker).where(own.id == speaker_id)).one_or_none()
    here = select(schema.version.c.id).where(schema.version.c.story_id == story_id)
    # Also those whom a merge made one with them: they are shown as one.
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
    give(connection, [each.id for each in found], new, BY_HAND)
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
