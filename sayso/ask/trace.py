"""Trace: from words, a statement or a story to the claims of an archive: who said it first, who repeated it, what got lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, desc, func, or_, select

from sayso.alike import key
from sayso.archive import groups, links, schema
from sayso.ask.search import Query, of_outlet, published_since, published_until, search
from sayso.claim import Change, Loss, Mention, TracedClaim
from sayso.errors import UnknownError
from sayso.iso import bounds
from sayso.story import Story
from sayso.trace.change import fullest_of, pieces
from sayso.trace.compare import Said, ordinal, quotes
from sayso.trace.decide import decide, scales
from sayso.trace.index import PERIOD, keys, sought, within
from sayso.trace.root import one_name
from sayso.trace.sentences import own_sentences

HITS = 200
"""Statements that hold the words, the best of which lead to claims."""
_NO_STATEMENT = "Give the number of a statement, which searches print with --json."


@dataclass(frozen=True, slots=True)
class TraceQuery:
    """Which claims are wanted: those with a mention that fits, each whole.

    ``since`` and ``until`` bound the day of publication (ISO 8601); ``speaker`` is a name; ``losses`` asks for claims of which a
    mention lost something; ``outlets`` is the least number of outlets.
    """

    words: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    speaker: str | None = None
    losses: bool = False
    outlets: int = 1
    limit: int = 10


def trace(connection: Connection, query: TraceQuery) -> list[TracedClaim]:
    """Return the claims whose mentions hold the words, the best match first; without words those in most outlets first."""
    if query.words is None:
        wanted = travelled(connection, query, query.limit if query.speaker is None and not query.losses else HITS)
    else:
        asked = Query(query.words, query.speaker, query.outlet, query.since, query.until, limit=HITS)
        wanted = _claims_of(connection, [hit.id for hit in search(connection, asked)])
    found = []
    for number in wanted:
        claim = _claim(connection, number)
        if _fits(claim, query):
            found.append(claim)
        if len(found) == query.limit:
            break
    return found


def of_statement(connection: Connection, place: str, number: int) -> TracedClaim:
    """Return the claim of a statement; one that nobody else has is a claim of one. ``place`` names the archive in errors."""
    found = _claims_of(connection, [number])
    claim = _claim(connection, found[0])
    if not claim.mentions:
        raise UnknownError(place, f"has no statement {number} that stands now and is sure", _NO_STATEMENT)
    return claim


def of_story(connection: Connection, story: Story, query: TraceQuery) -> list[TracedClaim]:
    """Return which claims of the archive a story that was read has part in, in the order of its text.

    Each of its statements, and each sentence of its own, is held against the archive. Its own outlet is left out. ``asked`` of a
    claim is what the story says.
    """
    found: dict[int, TracedClaim] = {}
    for said in _asked(story):
        for number in _matching(connection, said):
            if number in found:
                continue
            claim = _claim(connection, number)
            if claim.mentions and _fits(claim, query):
                found[number] = replace(claim, asked=said.content)
    return list(found.values())[: query.limit]


def unlinked(connection: Connection) -> int:
    """Return how many stories have not been held against others yet: those of an archive that an older sayso made."""
    own = schema.version.c
    return int(connection.execute(select(func.count()).where(own.current, ~own.traced)).scalar_one())


def _asked(story: Story) -> list[Said]:
    day = ordinal(story.published)
    said = []
    for statement in story.statements:
        if statement.quoted and statement.content:
            words, source = story.words(statement.content), story.words(statement.source)
            said.append((statement.content[0].start, Said(words, statement.speaker, source, day, story.outlet)))
    said += [(span.start, Said(story.words((span,)), day=day, outlet=story.outlet)) for span in own_sentences(story)]
    return [each for _, each in sorted(said, key=lambda item: item[0])]


def _matching(connection: Connection, said: Said) -> list[int]:
    """Return the claims of the statement that is likeliest to say the same, if one does."""
    values = sought(said) if said.day is not None else _of_all_times(connection, said)
    met: set[int] = set()
    for some in groups.portions(values):
        met.update(number for _, number in connection.execute(links.MEETING, {"values": some}))
    bound = scales()[1].bound
    outlets = {row.id: row.name for row in connection.execute(select(schema.outlet.c.id, schema.outlet.c.name))} if met else {}
    likely = []
    for row in groups.numbered(connection, links.OF_IDS, met):
        if row.unsure or (said.outlet and outlets.get(row.outlet_id) == said.outlet):
            continue
        other = links.said_of(row)
        if (within(said.day, other.day) or quotes(said, other)) and (chance := decide(said, other).claim) >= bound:
            likely.append((-chance, row.id))
    return _claims_of(connection, [min(likely)[1]]) if likely else []


def _of_all_times(connection: Connection, said: Said) -> list[int]:
    """Return the keys of a statement in all periods of which the archive has stories."""
    value = schema.trace_key.c.value
    first, last = (connection.execute(select(bound(value))).scalar() or 0 for bound in (func.min, func.max))
    return [number << PERIOD | each for number in range(first >> PERIOD, (last >> PERIOD) + 1) for each in sorted(keys(said))]


def _claims_of(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Return the claims of statements, in their order, each once."""
    own = schema.membership.c
    rows = connection.execute(select(own.statement_id, own.claim_id).where(own.statement_id.in_(ids))) if ids else ()
    claims = {row.statement_id: row.claim_id for row in rows}
    return list(dict.fromkeys(claims.get(number, number) for number in ids))


def of_number(connection: Connection, number: int) -> TracedClaim:
    """Return the claim of a number; one that is gone has no mentions."""
    return _claim(connection, number)


def travelled(connection: Connection, query: TraceQuery, most: int | None = None) -> list[int]:
    """Return the claims that stand in most outlets, of those with a mention that fits: at ``most`` so many, or all."""
    own, story = schema.membership.c, schema.story.c
    joined = schema.membership.join(schema.statement, schema.statement.c.id == own.statement_id).join(
        schema.story, story.id == schema.statement.c.story_id
    )
    outlets = func.count(func.distinct(story.outlet_id))
    chosen = select(own.claim_id).select_from(joined).group_by(own.claim_id)
    fitting = select(own.claim_id).select_from(joined.outerjoin(schema.outlet, schema.outlet.c.id == story.outlet_id))
    conditions: list[Any] = []
    if query.outlet is not None:
        conditions.append(of_outlet(query.outlet))
    if query.since is not None:
        conditions.append(published_since(query.since))
    if query.until is not None:
        conditions.append(published_until(query.until))
    if conditions:
        chosen = chosen.where(own.claim_id.in_(fitting.where(*conditions)))
    chosen = chosen.having(outlets >= query.outlets).order_by(desc(outlets), desc(func.count()), own.claim_id).limit(most)
    return list(connection.execute(chosen).scalars())


def _fits(claim: TracedClaim, query: TraceQuery) -> bool:
    if claim.outlets < query.outlets or (query.losses and not any(mention.losses for mention in claim.mentions)):
        return False
    return query.speaker is None or any(
        one_name(query.speaker, name) for mention in claim.mentions for name in (mention.root, mention.speaker) if name
    )


_own, _story, _outlet = schema.statement.c, schema.story.c, schema.outlet.c
_member = schema.membership.c
_MENTIONS = (
    select(
        _own.id,
        _own.story_id,
        _outlet.name.label("outlet"),
        _story.published,
        _story.headline,
        _story.url,
        _story.key,
        _own.number,
        schema.appearance.c.name.label("speaker"),
        _own.source,
        _own.cue,
        _own.content,
        _own.when,
        _own.when_text,
        _own.chain,
        _own.headlined,
        _member.utterance_id,
        _member.claim_id,
        _member.voice_id,
        _member.change,
        _member.losses,
        _member.root,
        _member.via,
    )
    .select_from(schema.statement)
    .join(schema.story, _story.id == _own.story_id)
    .outerjoin(schema.outlet, _outlet.id == _story.outlet_id)
    .outerjoin(schema.appearance, schema.appearance.c.id == _own.appearance_id)
    .outerjoin(schema.membership, _member.statement_id == _own.id)
    .where(_own.current, or_(_member.claim_id.is_not(None), ~_own.unsure))
)
_OF_CLAIM = _MENTIONS.where(_own.id.in_(select(_member.statement_id).where(_member.claim_id == bindparam("claim_id"))))
_ALONE = _MENTIONS.where(_own.id == bindparam("claim_id"))


def _claim(connection: Connection, number: int) -> TracedClaim:
    rows = connection.execute(_OF_CLAIM, {"claim_id": number}).all() or connection.execute(_ALONE, {"claim_id": number}).all()
    ordered = sorted(rows, key=lambda row: (row.published or "9999", row.outlet or "", row.content, row.key, row.number))
    mentions = [_mention(row) for row in ordered]
    of_utterance: dict[int, list[str]] = {}
    for each in mentions:
        of_utterance.setdefault(each.utterance, []).append(each.content)
    fullest = {number: fullest_of(contents) for number, contents in of_utterance.items()}
    told = tuple(
        replace(each, heard_from=_heard_from(each, mentions), pieces=pieces(fullest[each.utterance], each.content))
        for each in mentions
    )
    return TracedClaim(
        id=number,
        words=max(fullest.values(), key=lambda words: (_counted(mentions, fullest, words), words), default=""),
        first_seen=min((each.published for each in mentions if each.published), default=None),
        first_said=_first_said(each.said for each in mentions),
        mentions=told,
        utterances=len(fullest),
        outlets=len({each.outlet for each in mentions}),
        roots=tuple(dict.fromkeys(each.root for each in mentions)),
        independent=len({each.voice for each in mentions}),
    )


def _counted(mentions: Iterable[Mention], fullest: dict[int, str], words: str) -> int:
    """Return how many mentions have this as the fullest wording of their utterance."""
    return sum(fullest[each.utterance] == words for each in mentions)


def _mention(row: Row[Any]) -> Mention:
    links_before = [link for at, link in enumerate(row.chain.split(" → ")[:-1]) if at or link != row.outlet]
    return Mention(
        statement=row.id,
        story=row.story_id,
        number=row.number,
        outlet=row.outlet,
        published=row.published,
        headline=row.headline,
        url=row.url,
        speaker=row.speaker,
        source=row.source,
        cue=row.cue,
        content=row.content,
        said=row.when,
        when_text=row.when_text,
        chain=row.chain,
        utterance=row.utterance_id or row.id,
        claim=row.claim_id or row.id,
        voice=row.voice_id or row.id,
        change=cast(Change, row.change or "identical"),
        losses=cast("tuple[Loss, ...]", tuple(_losses(row).split())),
        root=row.root or row.speaker or row.source or row.outlet or "nobody named",
        via=row.via if row.claim_id else (links_before[-1] if links_before else None),
    )


def _losses(row: Row[Any]) -> str:
    """Return what a mention lost. Where nobody else has it, that can be the headline's alone."""
    return str(row.losses) if row.claim_id else "headline" if row.headlined else ""


def _heard_from(mention: Mention, mentions: Sequence[Mention]) -> int | None:
    """Return the mention from which another was had: the first in the outlet that it names, or that it reprints."""
    givers = {key(name) for name in (mention.via, mention.speaker) if name}
    for other in mentions:
        if other.statement != mention.statement and other.outlet != mention.outlet and key(other.outlet or "") in givers:
            return other.statement
    return None


def _first_said(values: Iterable[str | None]) -> str | None:
    """Return the date of saying that begins first; of two that begin alike the more precise one."""
    known = [(days, value) for value in values if (days := bounds(value))]
    return min(known)[1] if known else None
