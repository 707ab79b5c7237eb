"""Links: from the statements of a story to their ties with those of other outlets, and so to the utterance and claim of each.

A tie depends on its two statements alone, and groups on the ties alone: whatever order stories come in, they make the same claims.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, func, insert, or_, select, update

from sayso.alike import key
from sayso.archive import schema
from sayso.archive.database import explained, writing
from sayso.archive.groups import ASSERTION, TIES, numbered, portions, regroup
from sayso.story import Span, Story, from_json
from sayso.trace.change import asserts
from sayso.trace.compare import Said, ordinal, quotes
from sayso.trace.decide import decide, scales
from sayso.trace.index import filed, sought, within
from sayso.trace.sentences import own_sentences

RELAYED = 0.8
"""Share of a content that one statement inside it takes up, from which on it only passes that on, and is no claim of its own."""
BATCH = 100
"""Stories that are linked in one transaction when all is made anew."""
RECENT = 10_000
"""Statements whose words stay counted: many stories are held against the same ones. Counting was a sixth of what linking takes."""

_own, _story, _outlet, _appearance, _version = (
    schema.statement.c,
    schema.story.c,
    schema.outlet.c,
    schema.appearance.c,
    schema.version.c,
)
_SAID = (
    select(
        _own.id,
        _own.story_id,
        _own.content,
        _own.content_start,
        _own.content_end,
        _own.parent_id,
        _own.source,
        _own.version_id,
        _own.chain,
        _own.unsure,
        _appearance.name,
        _story.published,
        _story.outlet_id,
    )
    .join(schema.story, _story.id == _own.story_id)
    .outerjoin(schema.appearance, _appearance.id == _own.appearance_id)
    .where(_own.current, _own.act != ASSERTION)
)
_OF_STORY = _SAID.where(_own.story_id == bindparam("story_id"))
OF_IDS = _SAID.where(_own.id.in_(bindparam("ids", expanding=True)))
MEETING = select(schema.trace_key.c.value, schema.trace_key.c.statement_id).where(
    schema.trace_key.c.value.in_(bindparam("values", expanding=True))
)
_MEETING_SENTENCES = select(schema.sentence_key).where(schema.sentence_key.c.value.in_(bindparam("values", expanding=True)))
_AS_TOLD = (
    select(
        _story.id,
        _story.published,
        _story.outlet_id,
        _outlet.name.label("outlet"),
        _version.id.label("version_id"),
        _version.agency,
        _version.text,
    )
    .join(schema.version, _version.story_id == _story.id)
    .outerjoin(schema.outlet, _outlet.id == _story.outlet_id)
    .where(_version.current)
)


def link(connection: Connection, story_id: int, story: Story) -> None:
    """Hold what a story says now against what other outlets say, and group anew what that touches.

    Its statements that are sure are held against all that others say; its unsure ones, and the sentences of its outlet's own,
    against others' sure ones alone. ``story`` is the version that stands, as it was read.
    """
    rows = {row.id: row for row in connection.execute(_OF_STORY, {"story_id": story_id})}
    connection.execute(update(schema.version).where(_version.story_id == story_id, _version.current).values(traced=True))
    relays = {row.parent_id for row in rows.values() if _takes_up(row, rows.get(row.parent_id))}
    own = [_side(row) for number, row in rows.items() if number not in relays]
    own += _sentences(connection.execute(_AS_TOLD.where(_story.id == story_id)).one(), story)
    asked: dict[int, list[_Side]] = {}
    for side in own:
        for value in sought(side.said):
            asked.setdefault(value, []).append(side)
    met = _met(connection, asked)
    _file(connection, own)
    bounds = scales()
    found = [
        (side, other, likely)
        for other, sides in met
        for side in sides
        if _may_meet(side, other) and (likely := decide(side.said, other.said)).claim >= bounds[1].bound
    ]
    if not found:
        return
    ties: list[dict[str, Any]] = []
    for side, other, likely in found:
        a, b = sorted((_number(connection, side), _number(connection, other)))
        ties.append({"a_id": a, "b_id": b, "same": round(likely.same, 4), "claim": round(likely.claim, 4)})
    connection.execute(insert(schema.tie), ties)
    regroup(connection, {tie["a_id"] for tie in ties} | {tie["b_id"] for tie in ties})


def unlink(connection: Connection, story_id: int) -> None:
    """Take what a story says out of the claims that it belongs to, before it changes or goes."""
    ids: set[int] = set(connection.execute(select(_own.id).where(_own.story_id == story_id)).scalars())
    ties = list(numbered(connection, TIES, ids))
    for table in (schema.trace_key, schema.membership):
        for some in portions(ids):
            connection.execute(delete(table).where(table.c.statement_id.in_(some)))
    connection.execute(delete(schema.sentence_key).where(schema.sentence_key.c.story_id == story_id))
    for some in portions(ids):
        connection.execute(delete(schema.tie).where(or_(schema.tie.c.a_id.in_(some), schema.tie.c.b_id.in_(some))))
    connection.execute(update(schema.version).where(_version.story_id == story_id).values(traced=False))
    touched = {number for tie in ties for number in (tie.a_id, tie.b_id)}
    regroup(connection, touched - ids)
    _forget(connection, touched | ids)


def rebuild(engine: Engine, place: str) -> Generator[tuple[int, int], None, None]:
    """Link all stories anew; yield how many are done and how many there are. One that was stopped goes on with the rest.

    What is there stays until the first batch is stored: whoever asks meanwhile finds fewer and fewer links missing.
    """
    with explained(place), writing(engine) as connection:
        left = connection.execute(select(func.count()).where(_version.current, ~_version.traced)).scalar_one()
        total = connection.execute(select(func.count()).where(_version.current)).scalar_one()
        if not left:
            for table in (schema.trace_key, schema.sentence_key, schema.tie, schema.membership):
                connection.execute(delete(table))
            connection.execute(update(schema.version).where(_version.traced).values(traced=False))
            left = total
    while True:
        with explained(place), writing(engine) as connection:
            columns = (_version.id, _version.story_id, _version.text, _version.reading)
            chosen = select(*columns).where(_version.current, ~_version.traced)
            rows = connection.execute(chosen.order_by(_version.id).limit(BATCH)).all()
            for row in rows:
                story = replace(from_json(zlib.decompress(row.reading)), text=row.text)
                _assert_flatly(connection, row.id, story)
                link(connection, row.story_id, story)
            if not rows:
                asserted = select(_own.id).where(_own.act == ASSERTION, _own.current)
                _forget(connection, connection.execute(asserted).scalars())
        left -= len(rows)
        yield total - left, total
        if not rows:
            return


def _assert_flatly(connection: Connection, version_id: int, story: Story) -> None:
    """Note which statements of a version its headline or deck asserts in the outlet's own voice, where an older sayso did not."""
    numbers = flat(story)
    if numbers:
        chosen = (_own.version_id == version_id, _own.number.in_(numbers), ~_own.headlined)
        connection.execute(update(schema.statement).where(*chosen).values(headlined=True))


def flat(story: Story) -> frozenset[int]:
    """Return which statements of a story its headline or deck asserts in the outlet's own voice."""
    found = {index for claim in (story.sourcing.claims if story.sourcing else ()) for index in claim.statements}
    for part in (story.headline, story.deck):
        contents = (span for each in story.statements if each.source for span in each.content)
        if part is None or any(part.start <= span.start < part.end for span in contents):
            continue
        own = story.words((part,))
        body = ((at, each) for at, each in enumerate(story.statements) if each.where == "body" and each.parent is None)
        found |= {at for at, each in body if each.quoted and asserts(own, Said(story.words(each.content)))}
    return frozenset(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Something that a story says, as it is held against others: a statement, or a sentence of the outlet's own.

    ``id`` is a statement's number, None of a sentence that is none yet: it stands in the text at ``span``. One that ``follows``
    joins what others have, and holds nothing together.
    """

    story_id: int
    version_id: int
    outlet_id: int | None
    chain: str
    said: Said
    follows: bool
    span: Span
    id: int | None = None


def _side(row: Row[Any]) -> _Side:
    span = Span(row.content_start, row.content_end)
    return _Side(row.story_id, row.version_id, row.outlet_id, row.chain, said_of(row), row.unsure, span, row.id)


def _sentences(row: Row[Any], story: Story) -> Iterator[_Side]:
    return (_sentence(row, span) for span in own_sentences(story))


def _sentence(row: Row[Any], span: Span) -> _Side:
    """Return a sentence of a story, told by its row of :data:`_AS_TOLD`."""
    agency = row.agency if row.agency and key(row.agency) != key(row.outlet or "") else None
    said = Said(row.text[slice(*span)], day=ordinal(row.published))
    return _Side(row.id, row.version_id, row.outlet_id, " → ".join(filter(None, (row.outlet, agency))), said, True, span)


def _file(connection: Connection, sides: Iterable[_Side]) -> None:
    """File what a story says under its keys."""
    statements, sentences = [], []
    for side in sides:
        if side.id is not None:
            statements += [{"value": value, "statement_id": side.id} for value in filed(side.said)]
        else:
            start, end = side.span
            told = {"story_id": side.story_id, "content_start": start, "content_end": end}
            sentences += [{"value": value, **told} for value in filed(side.said)]
    for table, entries in ((schema.trace_key, statements), (schema.sentence_key, sentences)):
        if entries:
            connection.execute(insert(table), entries)


def _met(connection: Connection, asked: dict[int, list[_Side]]) -> list[tuple[_Side, list[_Side]]]:
    """Return those that are filed under values that are asked for, each with those who ask, in an order of their own."""
    statements: dict[int, dict[_Side, None]] = {}
    sentences: dict[int, dict[Span, dict[_Side, None]]] = {}
    for values in portions(asked):
        for value, number in connection.execute(MEETING, {"values": values}):
            statements.setdefault(number, {}).update(dict.fromkeys(asked[value]))
        for value, number, start, end in connection.execute(_MEETING_SENTENCES, {"values": values}):
            sure = [side for side in asked[value] if not side.follows]
            if sure:
                sentences.setdefault(number, {}).setdefault(Span(start, end), {}).update(dict.fromkeys(sure))
    found = [(_side(row), list(statements[row.id])) for row in numbered(connection, OF_IDS, statements)]
    told = numbered(connection, _AS_TOLD.where(_story.id.in_(bindparam("ids", expanding=True))), sentences)
    return found + [(_sentence(row, span), list(sides)) for row in told for span, sides in sentences[row.id].items()]


def _number(connection: Connection, side: _Side) -> int:
    """Return the number of a statement; a sentence of an outlet's own is made one, an :data:`ASSERTION` without a source."""
    if side.id is not None:
        return side.id
    # Numbers from 0 on are those of what was read.
    number = -1 - side.span.start
    known = connection.execute(select(_own.id).where(_own.version_id == side.version_id, _own.number == number)).scalar()
    if known is not None:
        return int(known)
    start, end = side.span
    made = (connection.execute(select(func.max(_own.id))).scalar() or 0) + 1
    told = {"id": made, "story_id": side.story_id, "version_id": side.version_id, "number": number, "current": True}
    told |= {"cue": "", "content": side.said.content, "content_start": start, "content_end": end, "depth": 0, "where": "body"}
    told |= {"unnamed": False, "act": ASSERTION, "unsure": True, "negated": False, "asserted": True, "facets": ""}
    told |= {"chain": side.chain, "chain_length": side.chain.count(" → ") + 1, "headlined": False}
    connection.execute(insert(schema.statement), told)
    return int(made)


def _forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Take away those sentences of outlets' own that nothing ties with a statement any more."""
    for some in portions(sorted(numbers)):
        left = set(some)
        for table in (schema.tie, schema.tie_by_hand):
            tied = select(table.c.a_id, table.c.b_id).where(or_(table.c.a_id.in_(some), table.c.b_id.in_(some)))
            left -= {number for pair in connection.execute(tied) for number in pair}
        connection.execute(delete(schema.statement).where(_own.id.in_(left), _own.act == ASSERTION))


def _takes_up(row: Row[Any], outer: Row[Any] | None) -> bool:
    """Say whether a statement is nearly all of what the one around it says."""
    if outer is None:
        return False
    whole = outer.content_end - outer.content_start
    return bool(row.content_end - row.content_start >= RELAYED * whole)


def said_of(row: Row[Any]) -> Said:
    """Return what of a row of :data:`OF_IDS` is compared."""
    return _said(row.content, row.name, row.source, row.published)


@lru_cache(maxsize=RECENT)
def _said(content: str, name: str | None, source: str | None, published: str | None) -> Said:
    return Said(content, name, source, ordinal(published))


def _may_meet(one: _Side, other: _Side) -> bool:
    """Say whether two are compared: of two stories, not of one outlet, and one is sure.

    Their days are not far from each other, but where one speaker is quoted at length.
    """
    if one.story_id == other.story_id or (one.outlet_id is not None and one.outlet_id == other.outlet_id):
        return False
    return not (one.follows and other.follows) and (within(one.said.day, other.said.day) or quotes(one.said, other.said))
