"""Audit: whom the outlets quote, how much and how, and on whom that rests, in counts that each open the statements behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from sayso.ask.audit.columns import Figures, Numbers
from sayso.ask.audit.counts import CELLS, Counts, Mask, Tally, stories_of
from sayso.ask.search import DEFAULT_ACTS, Query, day
from sayso.errors import UnknownError
from sayso.story import SpeakerKind

if TYPE_CHECKING:
    import pyarrow as pa

Filters = Mapping[str, Any]
"""Fields of :class:`~sayso.ask.search.Query`."""
TableName = Literal["all", "outlets", "speakers", "people", "values", "months"]


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is audited: an outlet by its name or ``#number``, a speaker by number; months of publication, both ends included.

    ``since`` and ``until`` are ISO 8601 and count for their whole months. ``by`` is an attribute of the newsroom's own table.
    ``act`` and ``unsure`` are as in :class:`~sayso.ask.search.Query`: speech and writing that are sure, unless more is asked for.
    Each table but that of the months has the ``limit`` rows after the first ``offset``, those of the most statements first.
    """

    outlet: str | None = None
    speaker: int | None = None
    since: str | None = None
    until: str | None = None
    by: str | None = None
    limit: int = 20
    offset: int = 0
    act: str = DEFAULT_ACTS
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of an outlet, a speaker, a person, a value of an attribute, a month, or of all.

    ``name`` is None for what is not known; ``number`` is an outlet's or a speaker's, and None for a person who never speaks. Of
    people, ``naming`` counts the stories that name them, ``about`` those that are about them. ``stories`` counts those that hold
    one of the statements at least. ``unnamed`` counts those of all sources without a name; of these ``anonymous``, ``vague`` and
    ``group`` those of which it is known why there is none (:data:`~sayso.story.NoName`). ``nested`` counts statements inside
    another, ``deep`` those inside two or more; ``chain`` is the mean length of the chains. ``filters`` are those of a search for
    the row's statements, None where there can be none.
    """

    table: TableName
    name: str | None
    number: int | None = None
    kind: SpeakerKind | None = None
    naming: int | None = None
    about: int | None = None
    stories: int = 0
    statements: int = 0
    named: int = 0
    unnamed: int = 0
    anonymous: int = 0
    vague: int = 0
    group: int = 0
    nobody: int = 0
    direct: int = 0
    indirect: int = 0
    mixed: int = 0
    neutral: int = 0
    distancing: int = 0
    endorsing: int = 0
    negated: int = 0
    nested: int = 0
    deep: int = 0
    chain: float = 0.0
    filters: Filters | None = field(default_factory=dict)

    def behind(self, cell: str) -> Query | None:
        """Return the search for just the statements that a cell counts, one of ``CELLS``; None where there can be none."""
        return Query(**{**self.filters, **CELLS[cell]}) if self.filters is not None else None


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What is told of the archive, or of the part of it that was ``asked`` for.

    ``values`` are those of the attribute, empty where none was asked for. ``people`` are those whom the stories name most, so that
    those who are quoted are told from those whom the stories are about. ``sizes`` says how many rows each table has in all.
    """

    asked: AuditQuery
    all: Row
    outlets: tuple[Row, ...]
    speakers: tuple[Row, ...]
    people: tuple[Row, ...]
    values: tuple[Row, ...]
    months: tuple[Row, ...]
    sizes: Mapping[str, int]

    def rows(self) -> Iterable[Row]:
        """Yield the rows of all tables, in their order."""
        yield self.all
        for name in ("outlets", "speakers", "people", "values", "months"):
            yield from getattr(self, name)

    def table(self, name: TableName | None = None) -> pa.Table:
        """Return a table, or all of them as one, without the filters."""
        from sayso.ask.tables import tabled

        return tabled((row for row in self.rows() if name in (None, row.table)), Row)


def audit(figures: Figures, asked: AuditQuery, known: Iterable[tuple[int, str]] = ()) -> Audit:
    """Count what is asked for. ``known`` tells the values of the attribute ``by``, each with the number of its speaker.

    Raises :class:`UnknownError` for a speaker that there is not, :class:`InputError` for what is no date.
    """
    speaker = _place(figures, asked.speaker)
    first = day(asked.since, "since")[0][:7] if asked.since else None
    last = day(asked.until, "until")[1][:7] if asked.until else None
    number = f"#{figures.speakers[speaker].id}" if speaker is not None else None
    query = Query(act=asked.act, unsure=asked.unsure)
    told = {"outlet": asked.outlet, "speaker": number, "since": first, "until": last}
    filters: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    filters |= {name: getattr(query, name) for name in ("act", "unsure") if getattr(query, name) != getattr(Query(), name)}
    stories = stories_of(figures, asked.outlet, first, last)
    tally = Tally(figures, stories, speaker, query)
    part = slice(asked.offset, asked.offset + asked.limit)
    outlets = tally.by_outlet()
    parts = {
        "outlets": _outlets(figures, outlets, filters, part),
        **_speakers_and_people(figures, tally, filters, part, _Named(figures, stories, speaker)),
        "values": _values(figures, tally, filters, part, asked.by, known) if asked.by is not None else _Part((), 0),
        "months": _months(figures, tally, filters),
    }
    return Audit(
        asked,
        Row("all", None, **outlets.whole(), filters=filters),
        **{name: found.rows for name, found in parts.items()},
        sizes={name: found.size for name, found in parts.items()},
    )


class _Part(NamedTuple):
    """Some rows of a table, and how many it has in all."""

    rows: tuple[Row, ...]
    size: int


def _place(figures: Figures, speaker: int | None) -> int | None:
    if speaker is None:
        return None
    place = figures.place(speaker)
    if place is None:
        raise UnknownError(f"#{speaker}", "is the number of no speaker", "Look the name up to find its number.")
    return place


def _ranked(counts: Numbers) -> Numbers:
    """Return the places of what is counted at all, the largest counts first."""
    found = np.flatnonzero(counts)
    return found[np.argsort(-counts[found], kind="stable")]


def _outlets(figures: Figures, counts: Counts, filters: Filters, part: slice) -> _Part:
    order = _ranked(counts.statements)
    rows = []
    for place in order[part].tolist():
        if place == len(figures.outlets):
            rows.append(Row("outlets", None, **counts.of(place), filters={**filters, "without": "outlet"}))
        else:
            each = figures.outlets[place]
            rows.append(Row("outlets", each.name, each.id, **counts.of(place), filters={**filters, "outlet": each.called}))
    return _Part(tuple(rows), len(order))


def _months(figures: Figures, tally: Tally, filters: Filters) -> _Part:
    counts = tally.by_month()
    rows = []
    for place in np.flatnonzero(counts.statements).tolist():
        known = place < len(figures.months)
        month = figures.months[place] if known else None
        time = {"since": month, "until": month} if known else {"without": "date"}
        rows.append(Row("months", month, **counts.of(place), filters={**filters, **time}))
    return _Part(tuple(rows), len(rows))


class _Named:
    """How many stories name each person, and how many are about them; people are told by their places."""

    def __init__(self, figures: Figures, stories: Mask | None, speaker: int | None) -> None:
        person, about = figures.person, figures.about
        masks = [] if stories is None else [stories[figures.person_story]]
        if speaker is not None:
            masks.append(person == speaker)
        if masks:
            wanted = np.logical_and.reduce(masks)
            person, about = person[wanted], about[wanted]
        people = len(figures.speakers) + len(figures.others)
        self.naming = np.bincount(person, minlength=people)
        self.about = np.bincount(person[about], minlength=people)


def _speakers_and_people(figures: Figures, tally: Tally, filters: Filters, part: slice, named: _Named) -> dict[str, _Part]:
    """Count the speakers who say the most, and the people whom the stories name the most: many are the same."""
    known = len(figures.speakers)
    speaking = _ranked(tally.said[:known])
    people = _ranked(named.naming)
    places = sorted({*speaking[part].tolist(), *(place for place in people[part].tolist() if place < known)})
    groups = np.full(known + 1, -1, np.intp)
    groups[places] = np.arange(len(places))
    counts = tally.by_speaker([groups], len(places))

    def row(table: TableName, place: int, **told: int) -> Row:
        if place >= known:
            return Row(table, figures.others[place - known], None, "person", **told, filters=None)
        each = figures.speakers[place]
        said = counts.of(int(groups[place]))
        return Row(table, each.name, each.id, each.kind, **told, **said, filters={**filters, "speaker": f"#{each.id}"})

    told = {place: {"naming": int(named.naming[place]), "about": int(named.about[place])} for place in people[part].tolist()}
    return {
        "speakers": _Part(tuple(row("speakers", place) for place in speaking[part].tolist()), len(speaking)),
        "people": _Part(tuple(row("people", place, **each) for place, each in told.items()), len(people)),
    }


def _values(figures: Figures, tally: Tally, filters: Filters, part: slice, by: str, known: Iterable[tuple[int, str]]) -> _Part:
    """Count by what is told of the speakers; who has several values counts for each of them."""
    pairs = {(place, value) for number, value in known if (place := figures.place(number)) is not None}
    values = sorted({value for _, value in pairs})
    at = {value: number for number, value in enumerate(values)}
    layers = [np.full(len(figures.speakers) + 1, -1, np.intp)]
    for place, value in pairs:
        layer = next((layer for layer in layers if layer[place] < 0), None)
        if layer is None:
            layers.append(layer := np.full(len(figures.speakers) + 1, -1, np.intp))
        layer[place] = at[value]
    untold = np.flatnonzero(layers[0][:-1] < 0)
    layers[0][untold] = len(values)
    statements = [np.bincount(layer[layer >= 0], tally.said[layer >= 0], len(values) + 1) for layer in layers]
    order = _ranked(np.sum(statements, axis=0, dtype=np.int64))
    page = order[part]
    groups = np.full(len(values) + 2, -1, np.intp)
    groups[page] = np.arange(len(page))
    # A place without a value is -1, which is the last of the groups: none.
    counts = tally.by_speaker([groups[layer] for layer in layers], len(page))
    rows = []
    for group, place in enumerate(page.tolist()):
        value = values[place] if place < len(values) else ""
        rows.append(Row("values", value or None, **counts.of(group), filters={**filters, "attribute": f"{by}={value}"}))
    return _Part(tuple(rows), len(order))
