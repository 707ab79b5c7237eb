"""Links: from the statements of a story to their ties with those of other outlets, and so to the utterance and claim of each.

A tie depends on its two statements alone, and groups on the ties alone: whatever order stories come in, they make the same claims.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, func, insert, or_, select, update

from sayso.alike import key
from sayso.archive import schema
from sayso.archive.database import explained, writing
from sayso.story import QUOTED, Story, from_json
from sayso.trace.change import Wording, asserts, change, fullness, losses
from sayso.trace.cluster import cluster, components
from sayso.trace.compare import Said, ordinal
from sayso.trace.decide import decide, scales
from sayso.trace.index import filed, sought, within
from sayso.trace.root import Rests, passed_on, roots, voices

RELAYED = 0.8
"""Share of a content that one statement inside it takes up, from which on it only passes that on, and is no claim of its own."""
BATCH = 100
"""Stories that are linked in one transaction when all is made anew."""
AT_ONCE = 500
"""Values that are asked for at a time."""
APART = -1000.0
"""What counts for two statements that somebody declared to be two claims: no mean makes up for it."""

_own, _story, _outlet, _appearance, _version = (
    schema.statement.c,
    schema.story.c,
    schema.outlet.c,
    schema.appearance.c,
    schema.version.c,
)
TRACED = (_own.current, ~_own.unsure, _own.act.in_(QUOTED))
_SAID = (
    select(
        _own.id,
        _own.story_id,
        _own.content,
        _own.content_start,
        _own.content_end,
        _own.parent_id,
        _own.source,
        _appearance.name,
        _story.published,
        _story.outlet_id,
    )
    .join(schema.story, _story.id == _own.story_id)
    .outerjoin(schema.appearance, _appearance.id == _own.appearance_id)
    .where(*TRACED)
)
_OF_STORY = _SAID.where(_own.story_id == bindparam("story_id"))
OF_IDS = _SAID.where(_own.id.in_(bindparam("ids", expanding=True)))
MEETING = select(schema.trace_key.c.value, schema.trace_key.c.statement_id).where(
    schema.trace_key.c.value.in_(bindparam("values", expanding=True))
)
_TIES = select(schema.tie).where(
    or_(schema.tie.c.a_id.in_(bindparam("ids", expanding=True)), schema.tie.c.b_id.in_(bindparam("ids", expanding=True)))
)
_hand = schema.tie_by_hand.c
_BY_HAND = select(_hand.a_id, _hand.b_id, _hand.together).where(
    _hand.undone.is_(None),
    or_(_hand.a_id.in_(bindparam("ids", expanding=True)), _hand.b_id.in_(bindparam("ids", expanding=True))),
)
_origin = schema.story.alias("origin")
_origin_outlet = schema.outlet.alias("origin_outlet")
_MEMBERS = (
    select(
        _own.id,
        _own.number,
        _own.content,
        _own.source,
        _own.speaker_kind,
        _own.where,
        _own.stance,
        _own.negated,
        _own.headlined,
        _own.chain,
        _appearance.name,
        _story.key,
        _story.published,
        _outlet.name.label("outlet"),
        _version.agency,
        _origin_outlet.c.name.label("origin"),
    )
    .join(schema.story, _story.id == _own.story_id)
    .join(schema.version, _version.id == _own.version_id)
    .outerjoin(schema.outlet, _outlet.id == _story.outlet_id)
    .outerjoin(schema.appearance, _appearance.id == _own.appearance_id)
    .outerjoin(_origin, _origin.c.id == _story.origin_id)
    .outerjoin(_origin_outlet, _origin_outlet.c.id == _origin.c.outlet_id)
    .where(_own.id.in_(bindparam("ids", expanding=True)), *TRACED)
)


def link(connection: Connection, story_id: int) -> None:
    """Hold the statements of a story that stand now against those of other outlets, and group anew what that touches."""
    rows = {row.id: row for row in connection.execute(_OF_STORY, {"story_id": story_id})}
    connection.execute(update(schema.version).where(_version.story_id == story_id, _version.current).values(traced=True))
    relays = {row.parent_id for row in rows.values() if _takes_up(row, rows.get(row.parent_id))}
    said = {number: said_of(row) for number, row in rows.items() if number not in relays}
    entries = [{"value": value, "statement_id": number} for number, each in said.items() for value in filed(each)]
    if not entries:
        return
    asked: dict[int, list[int]] = {}
    for number, each in said.items():
        for value in sought(each):
            asked.setdefault(value, []).append(number)
    met: dict[int, set[int]] = {}
    for values in portions(asked):
        for value, other in connection.execute(MEETING, {"values": values}):
            met.setdefault(other, set()).update(asked[value])
    connection.execute(insert(schema.trace_key), entries)
    bound = scales()[1].bound
    ties = []
    for row in numbered(connection, OF_IDS, met):
        other = said_of(row)
        for number in sorted(met[row.id]):
            if not _may_meet(rows[number], row):
                continue
            likely = decide(said[number], other)
            if likely.claim >= bound:
                a, b = sorted((number, row.id))
                ties.append({"a_id": a, "b_id": b, "same": round(likely.same, 4), "claim": round(likely.claim, 4)})
    if ties:
        connection.execute(insert(schema.tie), ties)
        regroup(connection, {tie["a_id"] for tie in ties} | {tie["b_id"] for tie in ties})


def unlink(connection: Connection, story_id: int) -> None:
    """Take the statements of a story out of the claims that they belong to, before it changes or goes."""
    ids: set[int] = set(connection.execute(select(_own.id).where(_own.story_id == story_id)).scalars())
    ties = list(numbered(connection, _TIES, ids))
    for table in (schema.trace_key, schema.membership):
        for some in portions(ids):
            connection.execute(delete(table).where(table.c.statement_id.in_(some)))
    for some in portions(ids):
        connection.execute(delete(schema.tie).where(or_(schema.tie.c.a_id.in_(some), schema.tie.c.b_id.in_(some))))
    connection.execute(update(schema.version).where(_version.story_id == story_id).values(traced=False))
    regroup(connection, {number for tie in ties for number in (tie.a_id, tie.b_id)} - ids)


def rebuild(engine: Engine, place: str) -> Generator[tuple[int, int], None, None]:
    """Link all stories anew; yield how many are done and how many there are. One that was stopped goes on with the rest.

    What is there stays until the first batch is stored: whoever asks meanwhile finds fewer and fewer links missing.
    """
    with explained(place), writing(engine) as connection:
        left = connection.execute(select(func.count()).where(_version.current, ~_version.traced)).scalar_one()
        total = connection.execute(select(func.count()).where(_version.current)).scalar_one()
        if not left:
            for table in (schema.trace_key, schema.tie, schema.membership):
                connection.execute(delete(table))
            connection.execute(update(schema.version).where(_version.traced).values(traced=False))
            left = total
    while True:
        with explained(place), writing(engine) as connection:
            chosen = select(_version.id, _version.story_id, _version.reading).where(_version.current, ~_version.traced)
            rows = connection.execute(chosen.order_by(_version.id).limit(BATCH)).all()
            for row in rows:
                _assert_flatly(connection, row.id, from_json(zlib.decompress(row.reading)))
                link(connection, row.story_id)
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
        if part is None or any(part.start <= start < part.end for each in story.statements for start, _ in each.content):
            continue
        own = story.words((part,))
        body = ((at, each) for at, each in enumerate(story.statements) if each.where == "body" and each.parent is None)
        found |= {at for at, each in body if each.quoted and asserts(own, Said(story.words(each.content)))}
    return frozenset(found)


def regroup(connection: Connection, touched: Iterable[int]) -> None:
    """Make the utterances and claims anew of all statements that are tied with those ``touched``, however far."""
    known: set[int] = set()
    ties: dict[tuple[int, int], tuple[float, float]] = {}
    by_hand: dict[tuple[int, int], bool] = {}
    beyond = set(touched)
    while beyond:
        known |= beyond
        found = list(numbered(connection, _TIES, beyond))
        ties |= {(tie.a_id, tie.b_id): (tie.same, tie.claim) for tie in found}
        declared = list(numbered(connection, _BY_HAND, beyond))
        by_hand |= {(row.a_id, row.b_id): row.together for row in declared}
        beyond = {number for row in (*found, *declared) for number in (row.a_id, row.b_id)} - known
    for some in portions(known):
        connection.execute(delete(schema.membership).where(schema.membership.c.statement_id.in_(some)))
    members = [_member(row) for row in numbered(connection, _MEMBERS, known)]
    rows = memberships(members, ties, by_hand)
    if rows:
        connection.execute(insert(schema.membership), rows)


@dataclass(frozen=True, slots=True)
class Member:
    """A statement as it is grouped: its place among all by what stands in it, its wording, and on whom it rests.

    ``passed_on`` are those between its outlet, or that one's agency, and the speaker.
    """

    id: int
    place: tuple[str, str, str, str, int]
    wording: Wording
    rests: Rests
    passed_on: tuple[str, ...]


def memberships(
    members: Iterable[Member], ties: dict[tuple[int, int], tuple[float, float]], by_hand: dict[tuple[int, int], bool]
) -> list[dict[str, Any]]:
    """Return the rows of all that belong to an utterance or a claim with others."""
    ordered = sorted(members, key=lambda member: member.place)
    rank = {member.id: number for number, member in enumerate(ordered)}
    outlets = {member.id: member.rests.outlet or member.place[3] for member in ordered}
    bound = scales()[0].bound
    same: dict[tuple[int, int], float] = {}
    claim: dict[tuple[int, int], float] = {}
    for (a, b), (likely_same, likely_claim) in ties.items():
        if a in rank and b in rank:
            claim[a, b] = claim[b, a] = likely_claim
            if likely_same >= bound:
                same[a, b] = same[b, a] = likely_same
    for (a, b), together in by_hand.items():
        if not together and a in rank and b in rank:
            same[a, b] = same[b, a] = claim[a, b] = claim[b, a] = APART
    declared = [pair for pair, together in by_hand.items() if together and pair[0] in rank and pair[1] in rank]
    begun = [frozenset(group) for group in components(rank, declared)]
    utterances = cluster(begun, same, outlets, rank)
    claims = cluster(utterances, claim, outlets, rank)
    by_rank = {number: member for member, number in zip(ordered, rank.values(), strict=True)}
    rows: list[dict[str, Any]] = []
    for group in claims:
        if len(group) < 2:
            continue
        within = sorted(
            (sorted(rank[one] for one in utterance) for utterance in utterances if utterance <= group), key=lambda each: each[0]
        )
        everyone = [one for each in within for one in each]
        told = dict(zip(everyone, passed_on([by_rank[one].rests for one in everyone]), strict=True))
        rests = {each[0]: [told[one] for one in each] for each in within}
        voice, rooted = voices(rests), roots(rests)
        first = by_rank[within[0][0]].id
        for utterance in within:
            own = [replace(by_rank[one], rests=told[one]) for one in utterance]
            rows.extend(_utterance(own, first, by_rank[voice[utterance[0]]].id, rooted[utterance[0]]))
    return rows


def _utterance(members: Sequence[Member], claim: int, voice: int, rests: str) -> Iterator[dict[str, Any]]:
    # An outlet of which another one says that it had it from there is no link that is lost.
    outlets = {key(member.rests.outlet or "") for member in members}
    wordings = {}
    for member in members:
        between = {name for name in member.passed_on if key(name) not in outlets}
        ends = bool(member.rests.name or member.rests.source)
        wordings[member.id] = replace(member.wording, links=ends + len(between))
    whole = max(members, key=lambda each: fullness(each.wording.said))
    for member in members:
        others = [wordings[other.id] for other in members if other is not member]
        lost = losses(wordings[whole.id], wordings[member.id], others)
        yield {
            "statement_id": member.id,
            "utterance_id": members[0].id,
            "claim_id": claim,
            "voice_id": voice,
            "change": change(whole.wording.said, member.wording.said),
            "losses": " ".join(lost),
            "root": rests,
            "via": member.rests.via,
        }


def _member(row: Row[Any]) -> Member:
    links = row.chain.split(" → ")
    # Who quotes themselves passes nothing on.
    before = tuple(link for at, link in enumerate(links[:-1]) if (at or link != row.outlet) and link != links[-1])
    open_ = row.speaker_kind == "open"
    source = None if open_ else row.source
    rests = Rests(
        name=row.name,
        source=source,
        outlet=row.outlet,
        before=before,
        origin=row.origin,
        vague=row.speaker_kind in ("vague", "group"),
    )
    wording = Wording(
        Said(row.content, row.name, row.source, ordinal(row.published), row.outlet),
        sourced=bool(row.name or source),
        doubted=row.stance == "distancing",
        denied=row.negated,
        flat=row.headlined or (row.where == "headline" and not row.source),
    )
    place = (row.published or "9999", row.outlet or "", row.content, row.key, row.number)
    return Member(row.id, place, wording, rests, before[1:] if before and before[0] == row.agency else before)


def _takes_up(row: Row[Any], outer: Row[Any] | None) -> bool:
    """Say whether a statement is nearly all of what the one around it says."""
    if outer is None:
        return False
    whole = outer.content_end - outer.content_start
    return bool(row.content_end - row.content_start >= RELAYED * whole)


def said_of(row: Row[Any]) -> Said:
    """Return what of a row of :data:`OF_IDS` is compared."""
    return Said(row.content, row.name, row.source, ordinal(row.published))


def _may_meet(one: Row[Any], other: Row[Any]) -> bool:
    """Say whether two statements are compared: of two stories, not of one outlet, and of days that are not far from each other."""
    if one.story_id == other.story_id or (one.outlet_id is not None and one.outlet_id == other.outlet_id):
        return False
    return within(ordinal(one.published), ordinal(other.published))


def numbered(connection: Connection, query: Any, ids: Iterable[int]) -> Iterator[Row[Any]]:
    """Yield what a query gives of the statements with these numbers, in the order of the numbers."""
    for some in portions(sorted(ids)):
        yield from connection.execute(query, {"ids": some}).all()


def portions(values: Iterable[int]) -> Iterator[list[int]]:
    """Yield values in lists that a database takes in one query."""
    left = iter(values)
    while some := list(islice(left, AT_ONCE)):
        yield some
