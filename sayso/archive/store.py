"""The store: from a story that was read to its rows, as a new story, a new version of a known one, or nothing new."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import urlsplit

from courlan import clean_url
from sqlalchemy import ColumnElement, Connection, Integer, Row, bindparam, desc, func, insert, or_, select, update

import sayso
from sayso.alike import SAME, plain, shared, shingles
from sayso.archive import links, schema, speakers
from sayso.archive.clock import now
from sayso.archive.database import made
from sayso.archive.short_names import settle
from sayso.archive.subjects import subjects
from sayso.export.rows import chain_text, headline_of
from sayso.iso import bounds
from sayso.story import Sourcing, Span, Spans, Statement, Story, from_json, to_json

Outcome = Literal["new", "changed", "same"]

AKIN = 0.2
"""Share of the shorter text's runs of words that a story known by its id alone must have in common with the one that bore the id
before: files of two collections may bear the same ids."""
CANDIDATES = 20
"""Versions that a text is compared with, the likest first, before it is held for no reprint."""


# Made once: to build a statement anew for every story takes longer than the database does to answer it.
_OUTLET = select(schema.outlet.c.id).where(schema.outlet.c.name == bindparam("name"))
_STANDS = (
    select(
        schema.version.c.story_id,
        schema.version.c.number,
        schema.version.c.digest,
        schema.version.c.text,
        schema.version.c.reading,
        schema.story.c.key,
        schema.story.c.url,
        schema.story.c.outlet_id,
        schema.story.c.published,
    )
    .join(schema.story, schema.story.c.id == schema.version.c.story_id)
    .where(schema.version.c.current)
)
_OF_KEY = _STANDS.where(schema.story.c.key == bindparam("key"))
_ASKED_OUTLET: ColumnElement[int] = bindparam("outlet_id", type_=Integer)
_OF_DIGEST = _STANDS.where(
    schema.version.c.digest == bindparam("digest"),
    or_(schema.story.c.outlet_id == _ASKED_OUTLET, schema.story.c.outlet_id.is_(None), _ASKED_OUTLET.is_(None)),
).order_by(schema.version.c.id)
_LAST = select(
    select(func.max(schema.appearance.c.id)).scalar_subquery(), select(func.max(schema.statement.c.id)).scalar_subquery()
)
_LIKE_VERSIONS = (
    select(schema.likeness.c.version_id)
    .where(schema.likeness.c.value.in_(bindparam("bands", expanding=True)), schema.likeness.c.version_id != bindparam("version_id"))
    .group_by(schema.likeness.c.version_id)
    .order_by(desc(func.count()), schema.likeness.c.version_id)
    .limit(CANDIDATES)
    .subquery()
)
_LIKE = (
    select(schema.story.c.id, schema.story.c.origin_id, schema.version.c.text)
    .join(schema.version, schema.version.c.story_id == schema.story.c.id)
    .where(
        schema.version.c.id.in_(select(_LIKE_VERSIONS.c.version_id)),
        schema.version.c.current,
        schema.story.c.id != bindparam("story_id"),
        schema.story.c.outlet_id != bindparam("outlet_id"),
    )
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a story: new, a changed version of a known one, or the same. Both numbers are the archive's."""

    outcome: Outcome
    story: int
    version: int


def keep(connection: Connection, story: Story, bands: Sequence[int]) -> Kept:
    """Store a story that was read, with its ``bands`` (:mod:`sayso.alike`), within the caller's transaction.

    The same text under the same address, or from the same outlet, is the same story; another text under its address is a new
    version, and the old one is kept.
    """
    digest = sha256(story.text.encode("utf-8", "surrogatepass")).hexdigest()
    outlet_id = _outlet(connection, story)
    known = _known(connection, story, digest, outlet_id)
    if known is not None and known.digest == digest:
        _learn(connection, known, story, outlet_id)
        return Kept("same", known.story_id, known.number)
    moment = now()
    if known is None:
        number = made(
            connection,
            schema.story,
            key=_free_key(connection, story, digest, outlet_id),
            url=story.url,
            outlet_id=outlet_id,
            headline=headline_of(story),
            published=story.published,
            added=moment,
        )
        kept = Kept("new", number, 1)
    else:
        kept = Kept("changed", known.story_id, known.number + 1)
        links.unlink(connection, kept.story)
        for table in (schema.version, schema.statement):
            connection.execute(update(table).where(table.c.story_id == kept.story, table.c.current).values(current=False))
        outlet_id = known.outlet_id or outlet_id
        # Whether it is still a copy is found anew.
        facts = {"headline": headline_of(story), "published": story.published or known.published, "outlet_id": outlet_id}
        facts["origin_id"] = None
        connection.execute(update(schema.story).where(schema.story.c.id == kept.story).values(facts))
    version_id = made(connection, schema.version, **_version(story, kept, digest, moment))
    published = story.published or (known.published if known is not None else None)
    _keep_statements(connection, story, kept.story, version_id, outlet_id, published)
    if bands:
        connection.execute(insert(schema.likeness), [{"value": value, "version_id": version_id} for value in sorted({*bands})])
        _mark_reprints(connection, story, kept.story, version_id, outlet_id, bands)
    links.link(connection, kept.story, story)
    return kept


def unpacked(text: str, reading: bytes) -> Story:
    """Return the story of a version's row."""
    return replace(from_json(zlib.decompress(reading)), text=text)


def address(url: str) -> str:
    """Return an address as it is compared: without scheme, www, fragment, and what only tracks who came from where.

    What is no address stays as it is.
    """
    try:
        parts = urlsplit(clean_url(url) or url)
        host = (parts.hostname or "").removeprefix("www.") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return url
    return f"//{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _outlet(connection: Connection, story: Story) -> int | None:
    name = story.outlet or address(story.url or "").removeprefix("//").partition("/")[0].partition("?")[0].partition(":")[0]
    if not name:
        return None
    found = connection.execute(_OUTLET, {"name": name}).scalar()
    return found or made(connection, schema.outlet, name=name)


def _key(story: Story, outlet_id: int | None) -> str:
    return address(story.url) if story.url else f"id:{outlet_id or ''}:{story.id}"


def _known(connection: Connection, story: Story, digest: str, outlet_id: int | None) -> Row[Any] | None:
    """Return the version that stands of the story that this one is, if the archive has it."""
    found = connection.execute(_OF_KEY, {"key": _key(story, outlet_id)}).first()
    if found is not None and (story.url or found.digest == digest or _akin(story.text, found.text)):
        return found
    return connection.execute(_OF_DIGEST, {"digest": digest, "outlet_id": outlet_id}).first()


def _akin(one: str, other: str) -> bool:
    return shared(shingles(one, 0), shingles(other, 0)) >= AKIN


def _free_key(connection: Connection, story: Story, digest: str, outlet_id: int | None) -> str:
    """Return the story's key; of one whose id another story bears already, with the digest of its text behind it."""
    key = _key(story, outlet_id)
    taken = connection.execute(select(schema.story.c.id).where(schema.story.c.key == key)).first()
    return f"{key}#{digest[:16]}" if taken else key


def _learn(connection: Connection, known: Row[Any], story: Story, outlet_id: int | None) -> None:
    """Give a story that came without outlet, date or address those with which it is met again."""
    news: dict[str, Any] = {}
    if outlet_id and not known.outlet_id:
        news["outlet_id"] = outlet_id
    if story.published and not known.published:
        news["published"] = story.published
    if story.url and not known.url:
        key = address(story.url)
        if not connection.execute(select(schema.story.c.id).where(schema.story.c.key == key)).first():
            news |= {"url": story.url, "key": key}
    if not news:
        return
    moved = bool(news.keys() & {"outlet_id", "published"})
    if moved:
        links.unlink(connection, known.story_id)
    connection.execute(update(schema.story).where(schema.story.c.id == known.story_id).values(news))
    own = schema.statement.c
    outlet_id, published = outlet_id or known.outlet_id, known.published or story.published
    stands = select(own.id, own.day, own.speaker_id, own.unnamed, own.depth).where(own.story_id == known.story_id, own.current)
    for row in connection.execute(stands).all():
        facets = _facets(outlet_id, published, row.speaker_id, unnamed=row.unnamed, depth=row.depth)
        connection.execute(
            update(schema.statement).where(own.id == row.id).values(facets=facets, day=row.day or (published or "")[:10] or None)
        )
    if moved:
        links.link(connection, known.story_id, unpacked(known.text, known.reading))


def _version(story: Story, kept: Kept, digest: str, moment: str) -> dict[str, Any]:
    sourcing = story.sourcing or Sourcing()
    return {
        "story_id": kept.story,
        "number": kept.version,
        "current": True,
        "digest": digest,
        "name": story.id,
        "headline": headline_of(story),
        "deck": story.text[slice(*story.deck)] if story.deck else None,
        "section": story.section,
        "byline": story.byline,
        "lang": story.lang,
        "published": story.published,
        "place": story.dateline.place if story.dateline else None,
        "agency": story.dateline.agency if story.dateline else None,
        "words": len(story.text.split()),
        "statements": sum(statement.quoted for statement in story.statements),
        "named": sourcing.named,
        "unnamed": sourcing.unnamed,
        "anonymous": sourcing.anonymous,
        "nobody": sourcing.nobody,
        "single": sourcing.single,
        "added": moment,
        "sayso": sayso.__version__,
        "text": story.text,
        "reading": zlib.compress(to_json(replace(story, text=""))),
    }


def _keep_statements(
    connection: Connection, story: Story, story_id: int, version_id: int, outlet_id: int | None, published: str | None
) -> None:
    # Writers come one after the other: nobody else counts on meanwhile.
    appearance_id, statement_id = ((last or 0) + 1 for last in connection.execute(_LAST).one())
    placed = speakers.place(connection, story)
    appearances = []
    for number, (speaker, (bearer, why)) in enumerate(zip(story.speakers, placed, strict=True)):
        appearances.append(
            {
                "id": appearance_id + number,
                "version_id": version_id,
                "number": number,
                "speaker_id": bearer,
                "name": speaker.name,
                "kind": speaker.kind,
                "role": _slice(story, speaker.role),
                "affiliation": _slice(story, speaker.affiliation),
                "description": _slice(story, speaker.description),
                "several": speaker.several,
                "labels": "\n".join(" ".join(story.text[a:b].split()) for a, b in speaker.labels) or None,
                "why": why,
            }
        )
    if appearances:
        connection.execute(insert(schema.appearance), appearances)
    if people := subjects(story, version_id, placed):
        connection.execute(insert(schema.subject), people)
    flat = links.flat(story)
    rows = []
    for number, statement in enumerate(story.statements):
        index = statement.speaker_index
        bearer = placed[index][0] if index is not None else None
        rows.append(
            {
                "id": statement_id + number,
                "story_id": story_id,
                "version_id": version_id,
                "number": number,
                "current": True,
                "speaker_id": bearer,
                "appearance_id": appearance_id + index if index is not None else None,
                "parent_id": statement_id + statement.parent if statement.parent is not None else None,
                "headlined": number in flat,
                **(told := _statement(story, statement)),
                "facets": _facets(outlet_id, published, bearer, unnamed=told["unnamed"], depth=told["depth"]),
            }
        )
    if rows:
        # A parent may stand behind what it holds: rows go in from the outermost.
        connection.execute(insert(schema.statement), sorted(rows, key=lambda row: row["depth"]))
    settle(connection, speakers.shorts(story))


def _statement(story: Story, statement: Statement) -> dict[str, Any]:
    days = bounds(statement.when)
    whole = Span(statement.content[0].start, statement.content[-1].end) if statement.content else Span(0, 0)
    return {
        "source": _words(story, statement.source),
        "cue": story.words(statement.cue),
        "content": (content := story.words(statement.content)),
        "plain": spelt if (spelt := plain(content)) != content else None,
        "content_start": whole.start,
        "content_end": whole.end,
        "depth": statement.depth,
        "where": statement.where,
        "kind": statement.kind,
        "unnamed": bool(statement.unnamed) and statement.speaker_kind != "open",
        "act": statement.act or "speech",
        "speaker_kind": statement.speaker_kind,
        "confidence": statement.confidence,
        "unsure": statement.unsure,
        "addressee": _words(story, statement.addressee),
        "channel": _words(story, statement.channel),
        "venue": _words(story, statement.venue),
        "when_text": _words(story, statement.when_text),
        "when": statement.when,
        "when_from": days[0] if days else None,
        "when_to": days[1] if days else None,
        "day": _day(story, days),
        "stance": statement.stance,
        "negated": bool(statement.negated),
        "asserted": statement.asserted is not False,
        "chain": chain_text(story, statement.chain),
        "chain_length": len(statement.chain),
    }


def _facets(outlet_id: int | None, published: str | None, speaker_id: int | None, *, unnamed: bool, depth: int) -> str:
    """Return whom, where and when as tokens: ``s12 o5 m202405 u0 d1``."""
    month = f"m{published[:4]}{published[5:7]}" if published else "m"
    return " ".join([f"s{speaker_id or ''}", f"o{outlet_id or ''}", month, f"u{unnamed:d}", *(["d1"] if depth else [])])


def _day(story: Story, said: tuple[str, str] | None) -> str | None:
    known = said[0] if said and said[0] == said[1] else None
    return known or (story.published or "")[:10] or (said[0] if said else None)


def _words(story: Story, spans: Spans) -> str | None:
    return story.words(spans) if spans else None


def _slice(story: Story, span: Span | None) -> str | None:
    return story.text[slice(*span)] if span else None


def _mark_reprints(
    connection: Connection, story: Story, story_id: int, version_id: int, outlet_id: int | None, bands: Sequence[int]
) -> None:
    """Find the story's copy in other outlets, and mark all but the first of them as reprints of that."""
    if outlet_id is None:
        return
    asked = {"bands": list(bands), "version_id": version_id, "story_id": story_id, "outlet_id": outlet_id}
    found = connection.execute(_LIKE, asked).all()
    if not found:
        return
    own = shingles(story.text)
    copies = {story_id} | {each.origin_id or each.id for each in found if shared(own, shingles(each.text)) >= SAME}
    if len(copies) < 2:
        return
    of_copies = or_(schema.story.c.id.in_(copies), schema.story.c.origin_id.in_(copies))
    own_columns = (schema.story.c.id, schema.story.c.published, schema.story.c.added, schema.story.c.outlet_id)
    group = connection.execute(select(*own_columns).where(of_copies)).all()
    origin = min(group, key=lambda each: (each.published or each.added, each.id))
    reprints = [each.id for each in group if each.outlet_id != origin.outlet_id]
    own_id = schema.story.c.id
    connection.execute(update(schema.story).where(own_id.in_(reprints)).values(origin_id=origin.id))
    # An outlet does not reprint itself.
    others = [each.id for each in group if each.outlet_id == origin.outlet_id]
    connection.execute(update(schema.story).where(own_id.in_(others)).values(origin_id=None))
