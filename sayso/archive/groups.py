"""Groups: from the ties of statements to the utterance and claim of each, what it changed and lost, and on whom it rests.

Groups rest on the ties, and on what somebody declared, alone: no order of arrival changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select

from sayso.alike import key
from sayso.archive import schema
from sayso.trace.change import Wording, change, fullness, losses
from sayso.trace.cluster import Compared, cluster, components, followed
from sayso.trace.compare import Said, ordinal
from sayso.trace.decide import scales
from sayso.trace.root import Rests, one_name, passed_on, roots, voices

AT_ONCE = 500
"""Values that are asked for at a time."""
APART = -1000.0
"""What counts for two statements that somebody declared to be two claims: no mean makes up for it."""
ASSERTION = "assertion"
"""The act of a sentence that an outlet says itself: kept as a statement without a source where others give it to somebody."""

_own, _story, _outlet, _appearance, _version = (
    schema.statement.c,
    schema.story.c,
    schema.outlet.c,
    schema.appearance.c,
    schema.version.c,
)
TIES = select(schema.tie).where(
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
        _own.act,
        _own.unsure,
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
    .where(_own.id.in_(bindparam("ids", expanding=True)), _own.current)
)


def regroup(connection: Connection, touched: Iterable[int]) -> None:
    """Make the utterances and claims anew of all statements that are tied with those ``touched``, however far."""
    known: set[int] = set()
    ties: dict[tuple[int, int], tuple[float, float]] = {}
    by_hand: dict[tuple[int, int], bool] = {}
    beyond = set(touched)
    while beyond:
        known |= beyond
        found = list(numbered(connection, TIES, beyond))
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

    ``passed_on`` are those between its outlet, or that one's agency, and the speaker. ``given`` is whom
    the story names for it. One that ``follows`` joins what others have, and holds nothing together: an unsure statement, a sentence
    of the outlet's own.
    """

    id: int
    place: tuple[str, str, str, str, int]
    wording: Wording
    rests: Rests
    passed_on: tuple[str, ...]
    given: str | None = None
    follows: bool = False


def memberships(
    members: Iterable[Member], ties: dict[tuple[int, int], tuple[float, float]], by_hand: dict[tuple[int, int], bool]
) -> list[dict[str, Any]]:
    """Return the rows of all that belong to an utterance or a claim with others."""
    ordered = sorted(members, key=lambda member: member.place)
    rank = {member.id: number for number, member in enumerate(ordered)}
    outlets = {member.id: member.rests.outlet or member.place[3] for member in ordered}
    declared = [pair for pair, together in by_hand.items() if together and pair[0] in rank and pair[1] in rank]
    beside = {one for pair in declared for one in pair}
    following = {member.id for member in ordered if member.follows and member.id not in beside}
    begun = [frozenset(group) for group in components(rank.keys() - following, declared)]
    bound = scales()[0].bound
    same: dict[tuple[int, int], float] = {}
    claim: dict[tuple[int, int], float] = {}
    joining: dict[tuple[int, int], float] = {}
    apart = {pair: (APART, APART) for pair, together in by_hand.items() if not together}
    for (a, b), (likely_same, likely_claim) in (ties | apart).items():
        if a not in rank or b not in rank:
            continue
        if a in following or b in following:
            joining[a, b] = joining[b, a] = likely_claim
            continue
        claim[a, b] = claim[b, a] = likely_claim
        if likely_same >= bound or likely_same == APART:
            same[a, b] = same[b, a] = likely_same
    days = {member.id: member.wording.said.day for member in ordered}
    alone = cluster(begun, Compared(same, rank, outlets, days))
    besides = followed(following, alone, Compared(joining, rank, outlets, days))
    whole = {group: group | besides.get(group, frozenset()) for group in alone}
    printed = frozenset(key(member.rests.outlet) for member in ordered if member.rests.outlet)
    by_rank = {number: member for member, number in zip(ordered, rank.values(), strict=True)}
    rows: list[dict[str, Any]] = []
    for group in cluster(alone, Compared(claim, rank, outlets, days)):
        within = sorted(sorted(rank[one] for one in whole[part]) for part in alone if part <= group)
        if sum(map(len, within)) < 2:
            continue
        everyone = [one for each in within for one in each]
        told = dict(zip(everyone, passed_on([by_rank[one].rests for one in everyone]), strict=True))
        rests = {each[0]: [told[one] for one in each] for each in within}
        voice, rooted = voices(rests), roots(rests)
        first = by_rank[within[0][0]].id
        for utterance in within:
            own = [replace(by_rank[one], rests=told[one]) for one in utterance]
            rows.extend(_utterance(own, printed, first, by_rank[voice[utterance[0]]].id, rooted[utterance[0]]))
    return rows


def _utterance(members: Sequence[Member], outlets: frozenset[str], claim: int, voice: int, rests: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of an utterance, its members in time. An outlet of which others had it is no link that is lost."""
    givers = {name for member in members for name in (member.given, *member.passed_on) if name}
    wordings = []
    for member in members:
        between = {name for name in member.passed_on if key(name) not in outlets}
        ends = bool(member.rests.name or member.rests.source)
        # Who is the source itself has lost none.
        outlet = member.rests.outlet
        itself = outlet is not None and any(one_name(outlet, name) for name in givers)
        wordings.append(replace(member.wording, links=ends + len(between), sourced=member.wording.sourced or itself))
    whole = max(wordings, key=lambda each: fullness(each.said))
    for member, wording, lost in zip(members, wordings, losses(wordings), strict=True):
        yield {
            "statement_id": member.id,
            "utterance_id": members[0].id,
            "claim_id": claim,
            "voice_id": voice,
            "change": change(whole.said, wording.said),
            "losses": " ".join(lost),
            "root": rests,
            "via": member.rests.via,
        }


def _member(row: Row[Any]) -> Member:
    links = row.chain.split(" → ")
    # Who quotes themselves passes nothing on. A sentence of the outlet's own ends at nobody.
    behind = links if row.act == ASSERTION else [link for link in links[:-1] if link != links[-1]]
    before = tuple(link for at, link in enumerate(behind) if link and (at or link != row.outlet))
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
    between = before[1:] if before and before[0] == row.agency else before
    return Member(row.id, place, wording, rests, between, row.name, follows=row.unsure)


def numbered(connection: Connection, query: Any, ids: Iterable[int]) -> Iterator[Row[Any]]:
    """Yield what a query gives of the statements with these numbers, in the order of the numbers."""
    for some in portions(sorted(ids)):
        yield from connection.execute(query, {"ids": some}).all()


def portions(values: Iterable[int]) -> Iterator[list[int]]:
    """Yield values in lists that a database takes in one query."""
    left = iter(values)
    while some := list(islice(left, AT_ONCE)):
        yield some
