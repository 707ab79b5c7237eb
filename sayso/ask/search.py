"""Search: from words and filters to the statements of an archive, the best or the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    column,
    desc,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
)

from sayso.alike import key
from sayso.archive import clock, schema
from sayso.archive.people_csv import LAST
from sayso.ask.attributes import check, speakers_with
from sayso.ask.query import FOLDED, Terms, for_postgresql, for_sqlite, looked_through, terms
from sayso.errors import InputError
from sayso.iso import bounds
from sayso.story import ACTS, QUOTED, Act, Kind, NoName, Sourced, SpeakerKind, Stance, Where

Without = Literal["outlet", "date"]
"""What is not known of a story."""

NEWEST = 1200
"""Statements that hold the words, the newest first, of which the best are sought: to rank all those of a word that half of the
archive has would take longer than a reader waits."""

MONTHS = 36
"""Months that are looked for one by one in the index."""
HALF = 60
"""Letters of a content at which it scores half of what its words are worth: BM25 (Robertson et al. 1994) alone puts first what
is nothing but the word itself, and says nothing of it."""

FEW = 100
"""Speakers that are looked for one by one in the index, each in the fraction of a millisecond; more of them are a condition."""

AT_ONCE = 10_000
"""Statements that are fetched by their numbers together: SQLite takes 32,766 values in one query, PostgreSQL 65,535."""

_DATE = re.compile(r"[0-9]{4}(?![0-9])")
_OPEN, _CLOSE = "\ufdd1", "\ufdd2"
"""Set around a match by the database: no characters (Unicode, 23.7), so that hardly a text has them."""
_MARK = re.compile(f"[{_OPEN}{_CLOSE}]")
_WORDS = table("statement_words", column("rowid"), column("rank"))
_ANYBODY: ColumnElement[int] = func.coalesce(schema.statement.c.speaker_id, 0)
"""Of many speakers SQLite would look up each in their index, and sort all that they said by day, for the newest twenty."""
_KIND: ColumnElement[str] = func.coalesce(schema.statement.c.speaker_kind, "")
_NOBODY = or_(and_(schema.statement.c.source.is_(None), _ANYBODY == 0), _KIND == "open")
WITHIN: dict[Sourced, tuple[Sourced, ...]] = {
    "named": ("named",),
    "anonymous": ("anonymous",),
    "vague": ("vague",),
    "group": ("group",),
    "unnamed": ("anonymous", "vague", "group", "unnamed"),
    "nobody": ("nobody",),
}
"""What is asked for → what statements rest on of which that holds: whoever asks for the unnamed asks for all without a name."""
SOURCED: dict[Sourced, ColumnElement[bool]] = {
    "named": and_(not_(schema.statement.c.unnamed), not_(_NOBODY)),
    **{kind: and_(schema.statement.c.unnamed, _KIND.in_([kind])) for kind in ("anonymous", "vague", "group")},
    "unnamed": schema.statement.c.unnamed,
    "nobody": and_(not_(schema.statement.c.unnamed), _NOBODY),
}
"""The conditions that a statement rests on somebody named, on somebody unnamed, on nobody: one of these holds of each statement.

Of the unnamed it may be told why: then the condition of that kind holds too."""


DEFAULT_ACTS = ",".join(QUOTED)
"""The acts that are looked for unless others are asked for."""


COUNTED = MappingProxyType({"counted": True})
"""Of a field of a query: figures (:mod:`sayso.ask.audit.counts`) tell how many statements fit, or it does not matter for that."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. ``speaker`` and ``outlet`` are a name or ``#number``; dates are ISO 8601, as precise as you like.

    Both ends of a time are included: ``since`` and ``until`` bound the day of publication, ``said_since`` and ``said_until`` that
    of the saying. ``act`` names acts, with commas between, or ``all``; ``unsure`` asks for what is unsure too. ``without`` asks
    for stories of which outlet or date is not known. ``attribute`` is what the newsroom's own table says of the speaker,
    ``gender=woman``, or ``gender=`` where it says nothing. ``depth`` is the least number of statements around the wanted ones.
    ``newest`` puts the newest first, not the best match.

    What is not :data:`COUNTED` is looked for in the archive itself.
    """

    words: str | None = None
    speaker: str | None = field(default=None, metadata=COUNTED)
    outlet: str | None = field(default=None, metadata=COUNTED)
    since: str | None = field(default=None, metadata=COUNTED)
    until: str | None = field(default=None, metadata=COUNTED)
    without: Without | None = field(default=None, metadata=COUNTED)
    said_since: str | None = None
    said_until: str | None = None
    kind: Kind | None = field(default=None, metadata=COUNTED)
    where: Where | None = None
    stance: Stance | None = field(default=None, metadata=COUNTED)
    sourced: Sourced | None = field(default=None, metadata=COUNTED)
    act: str = field(default=DEFAULT_ACTS, metadata=COUNTED)
    unsure: bool = field(default=False, metadata=COUNTED)
    negated: bool | None = field(default=None, metadata=COUNTED)
    attribute: str | None = None
    depth: int = field(default=0, metadata=COUNTED)
    newest: bool = field(default=False, metadata=COUNTED)
    limit: int = field(default=20, metadata=COUNTED)
    offset: int = field(default=0, metadata=COUNTED)


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement of the archive, in the columns of its table, with its story and its speaker.

    ``matches`` are half-open pairs of offsets into ``content``, in Unicode code points; ``score`` is the higher the better it
    matches, and of no absolute meaning.
    """

    id: int
    story_id: int
    number: int
    day: str | None
    outlet: str | None
    published: str | None
    headline: str | None
    url: str | None
    speaker: str | None
    speaker_id: int | None
    source: str | None
    cue: str
    content: str
    kind: Kind | None
    where: Where | None
    depth: int
    unnamed: bool
    act: Act
    speaker_kind: SpeakerKind | NoName | None
    confidence: float | None
    unsure: bool
    addressee: str | None
    channel: str | None
    venue: str | None
    when_text: str | None
    when: str | None
    stance: Stance | None
    negated: bool
    asserted: bool
    chain: str
    chain_length: int
    score: float | None = None
    matches: tuple[tuple[int, int], ...] = ()


def search(connection: Connection, query: Query) -> list[Hit]:
    """Return the statements that fit, of the versions that stand now. Raises :class:`InputError` for a query with no sense."""
    asked = terms(query.words) if query.words is not None else None
    narrow = _narrow(connection, query)
    if narrow.speakers == [] or narrow.outlets == []:
        return []
    wanted = _filters(query, narrow)
    if asked is None:
        chosen = select(schema.statement.c.id).select_from(_joined(schema.statement)).where(*wanted)
        return hits(connection, newest(connection, chosen, narrow.speakers, query.limit, query.offset))
    scored = _scored(connection, asked, _facets(query, narrow), wanted).subquery()
    order = [desc(scored.c.day).nulls_last(), desc(scored.c.id)] if query.newest else [desc(scored.c.score), desc(scored.c.id)]
    rows = connection.execute(select(scored).order_by(*order).limit(query.limit).offset(query.offset)).all()
    scores = {row.id: float(row.score) for row in rows}
    marked = _marked(connection, asked, list(scores))
    return [
        replace(hit, score=round(scores[hit.id], 4), matches=_matches(hit.content, marked.get(hit.id)))
        for hit in hits(connection, list(scores))
    ]


def count(connection: Connection, query: Query, most: int | None = None) -> int:
    """Return how many statements fit, whatever limit and offset are, but no more than ``most``. Raises as :func:`search` does."""
    asked = terms(query.words) if query.words is not None else None
    narrow = _narrow(connection, query)
    if narrow.speakers == [] or narrow.outlets == []:
        return 0
    statement = schema.statement
    source: Any = _joined(statement) if _of_stories(query) else statement
    wanted = _filters(query, narrow)
    if asked is not None:
        wanted.append(_held(connection, asked, _facets(query, narrow)))
        if connection.dialect.name == "sqlite":
            source = source.join(_WORDS, _WORDS.c.rowid == statement.c.id)
    if most is None:
        return int(connection.execute(select(func.count()).select_from(source).where(*wanted)).scalar_one())
    some = select(statement.c.id).select_from(source).where(*wanted).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def newest(connection: Connection, chosen: Select[Any], speakers: list[int] | None, limit: int, offset: int = 0) -> list[int]:
    """Return the newest of the ``chosen`` numbers: of some ``speakers`` by the day of saying, of all by that of publication.

    These are the orders in which they stand in the indices: speakers are asked for one by one, since those of several would have to
    be sorted, and so would those of an outlet by the days of saying.
    """
    own = schema.statement.c
    by = schema.story.c.published if speakers is None else own.day
    ordered = chosen.add_columns(by).order_by(desc(by).nulls_last(), desc(own.id)).limit(limit + offset)
    of_one = ordered if speakers is None else ordered.where(own.speaker_id == bindparam("speaker"))
    found: list[tuple[str, int]] = []
    for speaker in [None] if speakers is None else speakers:
        rows = connection.execute(of_one, {"speaker": speaker} if speaker is not None else {})
        found += [(row[1] or "", row[0]) for row in rows]
    return [number for _, number in sorted(found, reverse=True)[offset : offset + limit]]


def hits(connection: Connection, ids: Sequence[int]) -> list[Hit]:
    """Return the statements of these numbers, in their order."""
    root = schema.speaker.alias("root")
    statement = schema.statement
    columns: list[Any] = []
    for name in Hit.__slots__:
        if name in ("score", "matches"):
            continue
        source = {
            "outlet": schema.outlet.c.name,
            "speaker": root.c.name,
            "speaker_id": root.c.id,
            "speaker_kind": func.coalesce(statement.c.speaker_kind, root.c.kind),
            "published": schema.story.c.published,
            "headline": schema.story.c.headline,
            "url": schema.story.c.url,
        }.get(name)
        columns.append((statement.c[name] if source is None else source).label(name))
    chosen = select(*columns).select_from(
        _joined(statement)
        .outerjoin(schema.outlet, schema.outlet.c.id == schema.story.c.outlet_id)
        .outerjoin(schema.speaker, schema.speaker.c.id == statement.c.speaker_id)
        .outerjoin(root, root.c.id == schema.speaker.c.root_id)
    )
    found: dict[int, Hit] = {}
    for first in range(0, len(ids), AT_ONCE):
        rows = connection.execute(chosen.where(statement.c.id.in_(ids[first : first + AT_ONCE])))
        found |= {row.id: Hit(*row) for row in rows}
    return [found[number] for number in ids if number in found]


def _joined(statement: Any) -> Any:
    return statement.join(schema.story, schema.story.c.id == statement.c.story_id)


class _Narrow(NamedTuple):
    """What only few statements have: speakers and outlets by their numbers, and months of publication; None for any.

    ``many`` chooses the numbers of those speakers who are too many to be looked for one by one.
    """

    speakers: list[int] | None
    outlets: list[int] | None
    months: list[str] | None
    many: Select[Any] | None


def _narrow(connection: Connection, query: Query) -> _Narrow:
    speakers: list[int] | None = None
    outlets: list[int] | None = None
    many: Select[Any] | None = None
    if query.speaker is not None:
        speakers = list(connection.execute(_all_of([each.id for each in bearers(connection, query.speaker)])).scalars())
    if query.attribute is not None:
        many = _all_of(_with_attribute(connection, query.attribute))
        found: list[int] = list(connection.execute(many.limit(FEW + 1)).scalars())
        if len(found) <= FEW:
            speakers, many = found if speakers is None else [each for each in speakers if each in found], None
    if query.outlet is not None:
        outlets = list(connection.execute(select(schema.outlet.c.id).where(of_outlet(query.outlet))).scalars())
    return _Narrow(speakers, outlets, _months(query.since, query.until), many)


def _all_of(roots: Any) -> Select[Any]:
    """Return the choice of the numbers of speakers, also of those whom a merge made one of the ``roots``."""
    return select(schema.speaker.c.id).where(schema.speaker.c.root_id.in_(roots))


def _with_attribute(connection: Connection, asked: str) -> Select[Any]:
    attribute, equals, value = asked.partition("=")
    if not equals:
        raise InputError(asked, "is no attribute with its value", "Write it as gender=woman, or gender= for those not known.")
    check(connection, attribute)
    return speakers_with(attribute, value or None)


def _months(since: str | None, until: str | None) -> list[str] | None:
    """Return the months of the stories between two dates; None for too many of them, or no first date."""
    if since is None:
        return None
    first, last = day(since, "since")[0], day(until, "until")[1] if until else date.today().isoformat()
    found = clock.months(first, last)
    if len(found) > MONTHS:
        return None
    # Of some stories no more than the year is known: they count as of its first month.
    return [*(month.replace("-", "") for month in found), *(month[:4] for month in found if month.endswith("-01"))]


def _facets(query: Query, narrow: _Narrow) -> list[list[str]]:
    """Return the tokens of SQLite's index by which the filters are looked for with the words: one of each list is to be there."""
    many = (("s", narrow.speakers), ("o", narrow.outlets), ("m", narrow.months))
    found = [[f"{letter}{value}" for value in values] for letter, values in many if values is not None]
    if query.sourced is not None:
        found.append(["s"] if query.sourced == "nobody" else [f"u{query.sourced != 'named':d}"])
    return [*found, ["d1"]] if query.depth else found


def _filters(query: Query, narrow: _Narrow) -> list[ColumnElement[bool]]:
    statement, story = schema.statement.c, schema.story.c
    found: list[ColumnElement[bool]] = [statement.current, *asked_for(query.act, unsure=query.unsure)]
    if narrow.speakers is not None:
        found.append(statement.speaker_id.in_(narrow.speakers))
    if narrow.outlets is not None:
        one = len(narrow.outlets) == 1
        # Of one outlet the index gives them in the order of publication.
        found.append(story.outlet_id == narrow.outlets[0] if one else story.outlet_id.in_(narrow.outlets))
    if query.since:
        found.append(published_since(query.since))
    if query.until:
        found.append(published_until(query.until))
    if query.said_since:
        found.append(statement.when_to >= day(query.said_since, "said since")[0])
    if query.said_until:
        found.append(statement.when_from <= day(query.said_until, "said until")[1])
    exact = {name: getattr(query, name) for name in ("kind", "where", "stance", "negated")}
    found += [statement[name] == value for name, value in exact.items() if value is not None]
    if query.without:
        found.append((story.outlet_id if query.without == "outlet" else story.published).is_(None))
    if query.sourced:
        found.append(SOURCED[query.sourced])
    if narrow.many is not None:
        found.append(_ANYBODY.in_(narrow.many))
    if query.depth:
        found.append(statement.depth >= query.depth)
    return found


def _of_stories(query: Query) -> bool:
    """Say whether a filter is of the story, not of the statement."""
    return any((query.outlet is not None, query.since, query.until, query.without))


def of_outlet(name: str) -> ColumnElement[bool]:
    """Return the condition that an outlet bears a name, in whatever case; ``#12`` is the outlet of that number."""
    if number_of(name) is not None:
        return schema.outlet.c.id == number_of(name)
    own = schema.outlet.c.name
    # SQLite knows the cases of the letters of ASCII only.
    return or_(func.lower(own) == name.lower(), own == name)


def published_since(value: str) -> ColumnElement[bool]:
    """Return the condition that a story was published in the time that a date names or later.

    One of which no day or no month is known counts as of the first.
    """
    return schema.story.c.published >= _first_told(day(value, "since")[0])


def published_until(value: str) -> ColumnElement[bool]:
    """Return the condition that a story was published in the time that a date names or before, at whatever hour."""
    last = date.fromisoformat(day(value, "until")[1])
    # How letters are ordered is the database's own affair, but for digits: no letter stands for "behind the last hour".
    return schema.story.c.published < (_first_told(str(last + timedelta(days=1))) if last < date.max else "9999-12-32")


def _first_told(day: str) -> str:
    """Return the least of the dates that count as a day: of the first of a month the month alone, of a year's the year."""
    return day.removesuffix("-01").removesuffix("-01") if day.endswith("-01-01") else day.removesuffix("-01")


@lru_cache(64)
def acts(asked: str) -> tuple[Act, ...]:
    """Return the acts that a user named, with commas between, or all. Raises :class:`InputError` for what is none."""
    if asked == "all":
        return ACTS
    named = [name.strip() for name in asked.split(",")]
    if unknown := [name for name in named if name not in ACTS]:
        raise InputError(unknown[0] or "an act without a name", "is no act", f"Choose of {', '.join(ACTS)}, or all.")
    return tuple(act for act in ACTS if act in named)


def asked_for(act: str = DEFAULT_ACTS, *, unsure: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions that a statement is one of these acts and, unless unsure ones are to be found too, sure."""
    wanted = acts(act)
    # With all acts the sentences of an outlet's own are still none.
    found: list[ColumnElement[bool]] = [schema.statement.c.act.in_(wanted)] if len(wanted) < len(ACTS) or unsure else []
    return found if unsure else [*found, not_(schema.statement.c.unsure)]


def day(value: str, name: str) -> tuple[str, str]:
    """Return the first and the last day of a date that a user gave. Raises :class:`InputError` where it is none."""
    if not _DATE.match(value) or (found := bounds(value)) is None:
        raise InputError(value, f"is no date ({name})", f"Write it as {date.today().year}, {date.today():%Y-%m} or {date.today()}.")
    return found


def bearers(connection: Connection, name: str) -> list[Row[Any]]:
    """Return who bears a name or a part of one, with ``id``, ``name``, ``kind``, ``key``; ``#12`` is the speaker of that number.

    Where the whole name is somebody's, it is not taken for a part of another's; nor is it for a part of a name with a hyphen.
    """
    bearer, root = schema.speaker.alias("bearer"), schema.speaker
    chosen = select(root.c.id, root.c.name, root.c.kind, root.c.key).join(bearer, bearer.c.root_id == root.c.id).distinct()
    if (number := number_of(name)) is not None:
        return list(connection.execute(chosen.where(bearer.c.id == number)).all())
    wanted = key(name)
    of_all = chosen.join(schema.name, schema.name.c.speaker_id == bearer.c.id)
    of_name = of_all.where(schema.name.c.key == wanted)
    if " " in wanted:
        # Also the whole name of one who was declared to be somebody of another name.
        whole = connection.execute(of_name.where(bearer.c.key == wanted).order_by(root.c.id)).all()
        if whole:
            return list(whole)
    own = schema.name.c.key
    if (found := connection.execute(of_name.order_by(root.c.id)).all()) or not wanted or " " in wanted or "-" in wanted:
        return list(found)
    # Half of a name is looked for through all of them: most know it whole.
    half = or_(*(own.like(form.format(wanted)) for form in ("{}-%", "%-{}", "%-{}-%")))
    return list(connection.execute(of_all.where(half, not_(own.contains(" "))).order_by(root.c.id)).all())


def number_of(name: str) -> int | None:
    """Return the number that stands in a name's place: 12 for ``#12``; None for a name.

    One that is too large for a database is nobody's, as the last is that they hold.
    """
    return min(int(name[1:]), LAST) if name.startswith("#") and name[1:].isdecimal() else None


def _held(connection: Connection, asked: Terms, facets: Iterable[Iterable[str]] = ()) -> Any:
    """Return the condition that a content holds the words, and in SQLite its facets one each of these."""
    if connection.dialect.name == "sqlite":
        return text("statement_words MATCH :words").bindparams(words=for_sqlite(asked, facets))
    words: ColumnElement[Any] = literal_column("statement.words")
    return words.op("@@")(for_postgresql(asked))


def _scored(connection: Connection, asked: Terms, facets: list[list[str]], wanted: Iterable[ColumnElement[bool]]) -> Select[Any]:
    statement = schema.statement
    chosen = select(statement.c.id, statement.c.day).where(_held(connection, asked, facets), *wanted).limit(NEWEST)
    length = cast(func.length(statement.c.content), Float)
    worth = length / (length + HALF)
    if connection.dialect.name == "sqlite":
        source = _WORDS.join(statement, statement.c.id == _WORDS.c.rowid).join(
            schema.story, schema.story.c.id == statement.c.story_id
        )
        score: ColumnElement[Any] = -_WORDS.c.rank * worth
        return chosen.add_columns(score.label("score")).select_from(source).order_by(desc(_WORDS.c.rowid))
    score = func.ts_rank_cd(literal_column("statement.words"), for_postgresql(asked)) * worth
    return chosen.add_columns(score.label("score")).select_from(_joined(statement)).order_by(desc(statement.c.id))


def _marked(connection: Connection, asked: Terms, ids: Sequence[int]) -> dict[int, str]:
    """Return the contents with marks around the words, as they are looked through (:func:`looked_through`)."""
    if connection.dialect.name == "sqlite":
        match = text("statement_words MATCH :words").bindparams(words=for_sqlite(asked))
        plain, content = (func.highlight(column("statement_words"), place, _OPEN, _CLOSE) for place in (2, 0))
        chosen = select(_WORDS.c.rowid, func.coalesce(plain, content)).select_from(_WORDS).where(match, _WORDS.c.rowid.in_(ids))
    else:
        options = literal(f"HighlightAll=true, StartSel={_OPEN}, StopSel={_CLOSE}", String)
        marked = func.ts_headline("sayso", literal_column(FOLDED), for_postgresql(asked), options)
        chosen = select(schema.statement.c.id, marked).where(schema.statement.c.id.in_(ids))
    return {int(row[0]): row[1] for row in connection.execute(chosen)}


def _matches(content: str, marked: str | None) -> tuple[tuple[int, int], ...]:
    """Return where in the content the words stand, by the marks; nothing where that cannot be told."""
    if marked is None or _MARK.search(content):
        return ()
    at = [match.start() - number for number, match in enumerate(_MARK.finditer(marked))]
    for letters, origins in looked_through(content):
        if letters == _MARK.sub("", marked):
            pairs = zip(at[::2], at[1::2], strict=True)
            return tuple((origins[start], origins[end - 1] + 1) for start, end in pairs if start < end)
    return ()
