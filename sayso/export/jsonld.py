"""JSON-LD: from stories to schema.org, one document a story and line, which needs no network to be understood.

A story is a ``NewsArticle``; its statements are its parts. What somebody is reported to say is never more than that:

- a direct statement is a ``Quotation``, ``spokenByCharacter`` its speaker: to whom it "is attributed within the containing work";
- any other is a ``Claim`` of its ``author``, the speaker, with the story as its ``appearance``;
- one that is denied ("did not say"), one put forward by nobody (a question, a refusal), what is thought or intended and not said,
  what the reading is unsure of, and one inside of such, is neither: it is a ``CreativeWork`` ``about`` the speaker, who is not its
  author;
- one inside another statement ``isPartOf`` that one, and ``creditText`` says on whose word each stands.

A document, and somebody without a name who may be one or many, are of the schema's widest types. What schema.org has no word for
is in sayso's own vocabulary, ``urn:sayso:terms:``, under the names that it has in :mod:`sayso.story`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from sayso.export.places import iri
from sayso.export.rows import chain_text, headline_of
from sayso.story import Speaker, SpeakerKind, Statement, Story

TERMS = (
    "act", "addressee", "asserted", "channel", "confidence", "cue", "kind", "negated", "source", "speaker_kind", "stance", "unsure",
    "venue", "when_text", "where",
)  # fmt: skip
"""The fields of a statement that schema.org has no word for."""
CONTEXT = {"@vocab": "https://schema.org/", **{term: f"urn:sayso:terms:{term}" for term in TERMS}}

_TYPES: dict[SpeakerKind, str] = {
    "person": "Person",
    "organisation": "Organization",
    "government": "GovernmentOrganization",
    "document": "CreativeWork",
    "group": "Thing",
    "unnamed": "Thing",
}
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T.+)?)?)?")
"""What schema.org takes for a date: a year at least, which ``--12-05`` has not."""


def line(story: Story) -> bytes:
    """Return the story's document as a line of JSON."""
    return msgspec.json.encode(document(story))


def document(story: Story) -> dict[str, Any]:
    """Return the story as a JSON-LD document; its address, and those of its statements and speakers, are those of :func:`iri`."""
    return known(
        {
            "@context": CONTEXT,
            "@id": iri(story),
            "@type": "NewsArticle",
            "identifier": story.id,
            "url": story.url,
            "headline": headline_of(story),
            "alternativeHeadline": story.words((story.deck,)) if story.deck else None,
            "articleSection": story.section,
            "creditText": story.byline,
            "datePublished": dated(story.published),
            "inLanguage": story.lang,
            "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet} if story.outlet else None,
            "mentions": [_speaker(story, index, speaker) for index, speaker in enumerate(story.speakers)],
            "hasPart": [_statement(story, index, statement) for index, statement in enumerate(story.statements)],
        }
    )


def _speaker(story: Story, index: int, speaker: Speaker) -> dict[str, Any]:
    role, affiliation, description = (
        story.words((span,)) if span else None for span in (speaker.role, speaker.affiliation, speaker.description)
    )
    person = speaker.kind == "person"
    return known(
        {
            "@id": iri(story, f"speaker-{index}"),
            "@type": _TYPES[speaker.kind],
            "name": speaker.name,
            "alternateName": [name for name in speaker.names if name != speaker.name],
            "jobTitle": role if person else None,
            "affiliation": {"@type": "Organization", "name": affiliation} if person and affiliation else None,
            "description": description,
        }
    )


def _statement(story: Story, index: int, statement: Statement) -> dict[str, Any]:
    parent = _parent(story.statements, index)
    speaker = statement.speaker_index
    who = {"@id": iri(story, f"speaker-{speaker}")} if speaker is not None and 0 <= speaker < len(story.speakers) else None
    if not _put_forward(story.statements, index):
        kind = {"@type": "CreativeWork", "about": who}
    elif statement.kind == "direct":
        kind = {"@type": "Quotation", "spokenByCharacter": who}
    else:
        kind = {"@type": "Claim", "author": who, "appearance": {"@id": iri(story)}}
    words = {term: story.words(spans) for term in TERMS if isinstance(spans := getattr(statement, term), tuple) and spans}
    return known(
        {
            "@id": iri(story, f"statement-{index}"),
            **kind,
            "position": index,
            "text": story.words(statement.content),
            "isPartOf": {"@id": iri(story) if parent is None else iri(story, f"statement-{parent}")},
            "dateCreated": dated(statement.when),
            "creditText": chain_text(story, statement.chain),
            **{term: getattr(statement, term) for term in TERMS if not isinstance(getattr(statement, term), tuple)},
            **words,
        }
    )


def _parent(statements: Sequence[Statement], index: int) -> int | None:
    parent = statements[index].parent
    return parent if parent is not None and 0 <= parent < len(statements) and parent != index else None


def _put_forward(statements: Sequence[Statement], index: int) -> bool:
    """Say whether somebody is reported for sure to put the content forward as so, in this statement and in all around it.

    That is no question, no denial, and nothing that was thought or intended and not said.
    """
    seen: set[int] = set()
    at: int | None = index
    while at is not None and at not in seen:
        if statements[at].negated or statements[at].asserted is False or not statements[at].quoted:
            return False
        seen.add(at)
        at = _parent(statements, at)
    return True


def dated(date: str | None) -> str | None:
    """Return a date that schema.org takes for one."""
    return date if date and _DATE.fullmatch(date) else None


def known(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: in linked data nothing is said by saying nothing."""
    return {key: value for key, value in values.items() if value is not None and value != "" and value != []}
