"""Claims: those of an archive that travelled, as a list; and which statements of a story other outlets have too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, case, desc, func, select

from sayso.archive import groups, schema
from sayso.ask.search import of_outlet, published_since, published_until
from sayso.ask.trace import of_statement
from sayso.claim import TracedClaim

By = Literal["outlets", "unnamed", "losses"]
"""Which claims a list holds, and in what order: all, those in most outlets first; of these only those that rest on one root, whom
nobody names; or only those of which a mention lost something, where most did first."""


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A claim in a list, as :class:`~sayso.claim.TracedClaim` tells it, its mentions counted.

    ``lost`` is how many of them lost something. ``voices`` are the mentions on each independent root, the most first. ``unnamed``
    says that nobody on whom it rests has a name.
    """

    id: int
    words: str
    first_seen: str | None
    first_said: str | None
    mentions: int
    outlets: int
    utterances: int
    roots: tuple[str, ...]
    independent: int
    lost: int
    voices: tuple[int, ...]
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """A statement of a story, by its ``number`` there, whose ``claim`` other outlets have too.

    ``outlets`` and ``independent`` count as :class:`~sayso.claim.TracedClaim` does. ``first_outlet`` published it first, in the
    story ``first_story`` at ``first_seen``.
    """

    number: int
    content: str
    claim: int
    outlets: int
    independent: int
    first_seen: str | None
    first_outlet: str | None
    first_story: int


def listed(
    connection: Connection,
    place: str,
    *,
    by: By = "outlets",
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[ListedClaim]:
    """Return the claims that several statements make, with a mention in the outlet and the time (ISO 8601) that are asked for."""
    own, story, statement = schema.membership.c, schema.story.c, schema.statement.c
    joined = schema.membership.join(schema.statement, statement.id == own.statement_id).join(
        schema.story, story.id == statement.story_id
    )
    outlets, lost = func.count(func.distinct(story.outlet_id)), func.sum(case((own.losses != "", 1), else_=0))
    order: list[Any] = [desc(outlets), desc(func.count()), own.claim_id]
    chosen = select(own.claim_id).group_by(own.claim_id)
    if by == "losses":
        chosen, order = chosen.having(lost > 0), [desc(lost), *order]
    if by == "unnamed":
        joined = joined.outerjoin(schema.appearance, schema.appearance.c.id == statement.appearance_id)
        chosen = chosen.having(
            func.count(func.distinct(own.voice_id)) == 1,
            func.count(schema.appearance.c.name) == 0,
            func.count(statement.source) > 0,
        )
    conditions = []
    if outlet is not None:
        conditions.append(of_outlet(outlet))
    if since is not None:
        conditions.append(published_since(since))
    if until is not None:
        conditions.append(published_until(until))
    if conditions:
        fitting = joined.outerjoin(schema.outlet, schema.outlet.c.id == story.outlet_id)
        chosen = chosen.where(own.claim_id.in_(select(own.claim_id).select_from(fitting).where(*conditions)))
    ids: Sequence[int] = connection.execute(chosen.select_from(joined).order_by(*order).limit(limit).offset(offset)).scalars().all()
    return [summary(of_statement(connection, place, number)) for number in ids]


def summary(claim: TracedClaim) -> ListedClaim:
    """Return a claim as a list shows it."""
    voices = Counter(each.voice for each in claim.mentions)
    return ListedClaim(
        id=claim.id,
        words=claim.words,
        first_seen=claim.first_seen,
        first_said=claim.first_said,
        mentions=len(claim.mentions),
        outlets=claim.outlets,
        utterances=claim.utterances,
        roots=claim.roots,
        independent=claim.independent,
        lost=sum(bool(each.losses) for each in claim.mentions),
        voices=tuple(count for _, count in voices.most_common()),
        unnamed=any(each.source for each in claim.mentions) and not any(each.speaker for each in claim.mentions),
    )


def shared(connection: Connection, story: int) -> list[Shared]:
    """Return which statements of a story, as it stands now, belong to a claim that another story has too, in their order."""
    own, statement, published = schema.membership.c, schema.statement.c, schema.story.c.published
    joined = schema.membership.join(schema.statement, statement.id == own.statement_id)
    chosen = select(statement.number, statement.content, own.claim_id).select_from(joined).where(statement.story_id == story)
    rows = connection.execute(chosen.order_by(statement.number)).all()
    mentions: dict[int, list[Any]] = {}
    others = (
        select(own.claim_id, own.voice_id, published, schema.outlet.c.name, statement.story_id)
        .select_from(joined.join(schema.story, schema.story.c.id == statement.story_id))
        .outerjoin(schema.outlet, schema.outlet.c.id == schema.story.c.outlet_id)
        .order_by(published.is_(None), published, statement.story_id)
    )
    for some in groups.portions({row.claim_id for row in rows}):
        for each in connection.execute(others.where(own.claim_id.in_(some))):
            mentions.setdefault(each.claim_id, []).append(each)
    return [
        Shared(
            number=row.number,
            content=row.content,
            claim=row.claim_id,
            outlets=len({each.name for each in mentions[row.claim_id]}),
            independent=len({each.voice_id for each in mentions[row.claim_id]}),
            first_seen=mentions[row.claim_id][0].published,
            first_outlet=mentions[row.claim_id][0].name,
            first_story=mentions[row.claim_id][0].story_id,
        )
        for row in rows
        if len({each.story_id for each in mentions[row.claim_id]}) > 1
    ]
