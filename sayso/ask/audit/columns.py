"""Figures: the statements of an archive as columns of numbers, loaded once, from which an audit counts in milliseconds."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, TypeVar, get_args

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Case, ColumnElement, Connection, Select, case, cast, func, select, text

from sayso.archive import schema
from sayso.ask.search import SOURCED, number_of
from sayso.errors import SaysoError
from sayso.story import ACTS, Act, Kind, Sourced, SpeakerKind, Stance

AT_ONCE = 50_000
"""Rows that are fetched together: more take room and no less time."""
DEEPEST = 1023
"""Statements around one that are counted; those that stand deeper count as standing so deep."""

TOLD = 500
"""Answers that are kept, some 20 kB each: who reads an audit goes back and forth between a few."""

T = TypeVar("T")
Numbers = npt.NDArray[np.integer[Any]]
KINDS: tuple[Kind, ...] = get_args(Kind)
STANCES: tuple[Stance, ...] = get_args(Stance)
SOURCES: tuple[Sourced, ...] = get_args(Sourced)
Reading = Callable[[], AbstractContextManager[Connection]]
"""What opens a connection that reads."""


class Profile(NamedTuple):
    """How a statement is made. An archive has some hundred of these, whatever its size."""

    kind: Kind | None
    stance: Stance | None
    sourced: Sourced
    negated: bool
    act: Act
    unsure: bool
    depth: int
    chain_length: int


class Outlet(NamedTuple):
    """An outlet. ``lower`` is its name without capitals, as the database makes it; a search for ``called`` finds it alone."""

    id: int
    name: str
    lower: str
    called: str


class QuotedSpeaker(NamedTuple):
    """A speaker, after all merges."""

    id: int
    name: str
    kind: SpeakerKind


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """An archive's statements that stand now, its stories, and whom they name, each column in an array of its own.

    Columns hold places in ``outlets``, ``speakers``, ``months`` (``2024-05``, in order) and ``profiles``; the place behind the last
    is what is not known. ``story`` is a place in the columns of stories. People are ``speakers``, and behind these the ``others``,
    who are named and never speak; a person has one row for each story that names them.
    """

    stamp: int
    outlets: tuple[Outlet, ...]
    speakers: tuple[QuotedSpeaker, ...]
    others: tuple[str, ...]
    months: tuple[str, ...]
    profiles: tuple[Profile, ...]
    speaker: Numbers
    story: Numbers
    outlet: Numbers
    month: Numbers
    profile: Numbers
    story_outlet: Numbers
    story_month: Numbers
    person: Numbers
    person_story: Numbers
    about: npt.NDArray[np.bool_]
    places: Numbers
    """Number of a speaker, also of one who was merged → their place."""

    def place(self, speaker: int) -> int | None:
        """Return the place of the speaker of a number; None where there is none."""
        found = int(self.places[speaker]) if 0 <= speaker < len(self.places) else -1
        return found if found >= 0 else None


class Latest:
    """The figures of one archive as they are now: they are loaded by whoever asks first, and the others wait for that."""

    def __init__(self) -> None:
        self._kept: Figures | None = None
        self._loading = threading.Lock()
        self._told: dict[Hashable, Any] = {}

    def once(self, figures: Figures, asked: Hashable, tell: Callable[[], T]) -> T:
        """Return what ``tell`` makes of these figures, or what it made when the same was ``asked`` of them before."""
        key = (figures.stamp, asked)
        found: T | None = self._told.get(key)
        if found is None:
            if len(self._told) >= TOLD:
                # The oldest goes: a dictionary keeps the order in which things came.
                self._told.pop(next(iter(self._told)), None)
            found = self._told[key] = tell()
        return found

    def get(self, reading: Reading, *, fresh: bool = True) -> Figures:
        """Return them. Unless they are to be ``fresh``, those from before are returned while the new ones are being loaded."""
        if (found := self.known(reading)) is not None:
            return found
        kept = self._kept
        if kept is not None and not fresh:
            if self._loading.acquire(blocking=False):
                threading.Thread(target=self._renew, args=(reading,), daemon=True).start()
            return kept
        with self._loading:
            return self._load(reading)

    def known(self, reading: Reading) -> Figures | None:
        """Return them if they are loaded and nothing has changed since."""
        kept = self._kept
        if kept is None:
            return None
        with reading() as connection:
            return kept if stamp(connection) == kept.stamp else None

    def _load(self, reading: Reading) -> Figures:
        if (found := self.known(reading)) is not None:
            return found
        with reading() as connection:
            kept = self._kept = load(connection)
        return kept

    def _renew(self, reading: Reading) -> None:
        try:
            self._load(reading)
        except SaysoError:
            # Nobody waits for this: whoever asks for fresh figures is told.
            pass
        finally:
            self._loading.release()


def stamp(connection: Connection) -> int:
    """Return what changes with all of which figures are made, whoever changes it: triggers of the archive see to that."""
    return int(connection.execute(select(schema.edition.c.number)).scalar_one())


def load(connection: Connection) -> Figures:
    """Read the figures, all of one moment: the connection is one that has read nothing yet in its transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    now = stamp(connection)
    outlets = _outlets(connection)
    ids, outlet, month, months = _stories(connection, outlets)
    speakers, places = _speakers(connection)
    said, story, packed = _rows(connection, _STATEMENTS, 3)
    codes, profile = np.unique(packed, return_inverse=True)
    story = np.searchsorted(ids, story)
    speaker = _placed(places, said, len(speakers))
    person, person_story, about, others = _people(connection, ids, speakers, places, speaker, story)
    return Figures(
        stamp=now,
        outlets=outlets,
        speakers=speakers,
        others=others,
        months=months,
        profiles=tuple(map(_unpacked, codes.tolist())),
        speaker=_small(speaker),
        story=_small(story),
        outlet=_small(outlet[story]),
        month=_small(month[story]),
        profile=_small(profile),
        story_outlet=_small(outlet),
        story_month=_small(month),
        person=_small(person),
        person_story=_small(person_story),
        about=about,
        places=places,
    )


def _code(column: ColumnElement[Any], values: Sequence[str]) -> Case[int]:
    return case(*((column == value, number) for number, value in enumerate(values, 1)), else_=0)


_OWN = schema.statement.c
_PACKED = (
    _code(_OWN.kind, KINDS)
    + 4 * _code(_OWN.stance, STANCES)
    # The first of these that holds: of the unnamed, why they are.
    + 16 * case(*((SOURCED[source], number) for number, source in enumerate(SOURCES)))
    + 128 * case((_OWN.negated, 1), else_=0)
    + 256 * case(*((_OWN.act == act, number) for number, act in enumerate(ACTS)), else_=0)
    + 1024 * case((_OWN.unsure, 1), else_=0)
    + 2048 * case((_OWN.depth > DEEPEST, DEEPEST), else_=_OWN.depth)
    + 2048 * (DEEPEST + 1) * cast(_OWN.chain_length, BigInteger)
)
_STATEMENTS = select(func.coalesce(_OWN.speaker_id, 0), _OWN.story_id, _PACKED).where(_OWN.current, _OWN.act.in_(ACTS))
_SUBJECTS = (
    select(
        schema.version.c.story_id, schema.subject.c.name, schema.subject.c.key, schema.subject.c.speaker_id, schema.subject.c.about
    )
    .join(schema.version, schema.version.c.id == schema.subject.c.version_id)
    .where(schema.version.c.current)
    .order_by(schema.subject.c.version_id, schema.subject.c.number)
)


def _unpacked(code: int) -> Profile:
    kind, stance, sourced, negated = code & 3, code >> 2 & 3, code >> 4 & 7, code >> 7 & 1
    return Profile(
        KINDS[kind - 1] if kind else None,
        STANCES[stance - 1] if stance else None,
        SOURCES[sourced],
        bool(negated),
        ACTS[code >> 8 & 3],
        bool(code >> 10 & 1),
        code >> 11 & DEEPEST,
        code >> 11 + DEEPEST.bit_length(),
    )


def _streamed(connection: Connection, chosen: Select[Any]) -> Iterable[Sequence[Any]]:
    return connection.execute(chosen, execution_options={"yield_per": AT_ONCE}).partitions()


def _rows(connection: Connection, chosen: Select[Any], columns: int) -> Numbers:
    """Return columns of whole numbers, (columns, rows)."""
    pieces = [
        np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * columns).reshape(-1, columns)
        for rows in _streamed(connection, chosen)
    ]
    return np.concatenate([np.empty((0, columns), np.int64), *pieces]).T


def _small(column: Numbers) -> Numbers:
    """Return a column in the least room that its numbers need."""
    return column.astype(np.min_scalar_type(int(column.max(initial=0))))


def _placed(places: Numbers, numbers: Numbers, unknown: int) -> Numbers:
    found = places[numbers]
    return np.where(found < 0, unknown, found)


def _outlets(connection: Connection) -> tuple[Outlet, ...]:
    own = schema.outlet.c
    rows = connection.execute(select(own.id, own.name, func.lower(own.name).label("lower")).order_by(own.id)).all()
    lowers = Counter(row.lower for row in rows)
    found = []
    for row in rows:
        # A name finds whatever differs from it in case alone too.
        alone = lowers[row.name.lower()] == (row.lower == row.name.lower()) and number_of(row.name) is None
        found.append(Outlet(row.id, row.name, row.lower, row.name if alone else f"#{row.id}"))
    return tuple(found)


def _stories(connection: Connection, outlets: Sequence[Outlet]) -> tuple[Numbers, Numbers, Numbers, tuple[str, ...]]:
    """Return the numbers of the stories in order, of each the places of its outlet and its month, and the months."""
    own = schema.story.c
    rows = connection.execute(select(own.id, own.outlet_id, own.published).order_by(own.id)).all()
    told = [month_of(row.published) for row in rows]
    months = tuple(sorted({month for month in told if month is not None}))
    at_month: dict[str | None, int] = {None: len(months), **{month: at for at, month in enumerate(months)}}
    at_outlet: dict[int | None, int] = {None: len(outlets), **{outlet.id: at for at, outlet in enumerate(outlets)}}
    return (
        np.array([row.id for row in rows], np.int64),
        np.array([at_outlet[row.outlet_id] for row in rows], np.int64),
        np.array([at_month[month] for month in told], np.int64),
        months,
    )


@cache
def _months(year: str) -> tuple[list[str], list[str]]:
    """Return the months of a year, and of each the least date that counts as of it."""
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    return months, [year, *months[1:]]


def month_of(published: str | None) -> str | None:
    """Return the month in which a search finds what was published then; a year alone counts as its first month."""
    if published is None or not (published[:4].isascii() and published[:4].isdecimal()):
        return None
    months, least = _months(published[:4])
    return months[bisect_right(least, published) - 1]


def _speakers(connection: Connection) -> tuple[tuple[QuotedSpeaker, ...], Numbers]:
    """Return the speakers after all merges, and for each number of one their place, -1 where there is none."""
    own = schema.speaker.c
    rows = connection.execute(select(own.id, own.root_id, own.name, own.kind).order_by(own.id)).all()
    speakers = tuple(QuotedSpeaker(row.id, row.name, row.kind) for row in rows if row.id == row.root_id)
    places = np.full((rows[-1].id if rows else 0) + 1, -1, np.int32)
    at = {each.id: place for place, each in enumerate(speakers)}
    for row in rows:
        places[row.id] = at[row.root_id]
    return speakers, places


def _people(
    connection: Connection, ids: Numbers, speakers: Sequence[QuotedSpeaker], places: Numbers, speaker: Numbers, story: Numbers
) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_], tuple[str, ...]]:
    """Return of each person in each story that names them: their place, the story's, and whether it is about them; and the others.

    Who is named without being quoted is the one speaker of that name, if there is one only. Whoever is quoted is named: stories
    that an older sayso read hold no more than that.
    """
    of_key: dict[str, set[int]] = {}
    for row in connection.execute(select(schema.speaker.c.id, schema.speaker.c.key).where(schema.speaker.c.kind == "person")):
        of_key.setdefault(row.key, set()).add(int(places[row.id]))
    single = {key: min(found) for key, found in of_key.items() if len(found) == 1}
    others: dict[str, tuple[int, str]] = {}
    named: list[tuple[int, int, bool]] = []
    for rows in _streamed(connection, _SUBJECTS):
        for story_id, name, key, speaker_id, about in rows:
            if speaker_id is not None:
                place = int(places[speaker_id])
            elif key in single:
                place = single[key]
            else:
                place = others.setdefault(key, (len(speakers) + len(others), name))[0]
            named.append((place, story_id, bool(about)))
    told = np.array(named, np.int64).reshape(-1, 3)
    is_person = np.array([each.kind == "person" for each in speakers] + [False])
    quoted = is_person[speaker]
    # One number for both, so that each story counts once; that it is about them stands in the lowest bit.
    both = np.concatenate(
        [
            (told[:, 0] * len(ids) + np.searchsorted(ids, told[:, 1])) * 2 + told[:, 2],
            (speaker[quoted].astype(np.int64) * len(ids) + story[quoted]) * 2,
        ]
    )
    both.sort()
    pairs = both >> 1
    last = np.append(pairs[1:] != pairs[:-1], True)[: len(pairs)]
    pairs, about = pairs[last], (both[last] & 1).astype(bool)
    return pairs // max(len(ids), 1), pairs % max(len(ids), 1), about, tuple(name for _, name in others.values())
