"""The vocabulary: what a story is, what a statement is, and their JSON. Nothing here knows of files, models or screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import msgspec

Kind = Literal["direct", "indirect", "mixed"]
Where = Literal["headline", "deck", "body"]
Stance = Literal["neutral", "distancing", "endorsing"]
Evidence = Literal["dateline", "published", "text"]


class Span(NamedTuple):
    """A half-open stretch ``text[start:end]`` of a story's text, in Unicode code points. In JSON: ``[start, end]``."""

    start: int
    end: int


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a story was filed, as its first line says (``MOSCOW, December 5. /TASS/.``).

    ``date`` is ISO 8601: ``2023-12-05``, or ``--12-05`` where the year cannot be known. ``year_from`` says what the year rests
    on: the dateline itself, the date of publication, or the text, whose words are then the span ``evidence``.
    """

    text: Span
    place: str | None = None
    agency: str | None = None
    date: str | None = None
    year_from: Evidence | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Insertion:
    """An editor's words in brackets inside a quotation, brackets included: not the speaker's."""

    span: Span


@dataclass(frozen=True, slots=True)
class Label:
    """The outlet's own words hung on a source."""

    span: Span
    of: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution: a *source* is said by a *cue* to have said, written, thought or intended a *content* (Pareti 2012).

    Each of the three may stand in several pieces; a source may be missing. ``kind`` says whether the content stands in quotation
    marks wholly, not, or partly. ``parent`` is the index of the statement whose content holds this one, None where no other
    does. A field that nobody has determined is None, or empty.
    """

    source: Spans
    cue: Spans
    content: Spans
    parent: int | None = None
    kind: Kind | None = None
    where: Where | None = None
    speaker: str | None = None
    unnamed: bool | None = None
    addressee: Spans = ()
    channel: Spans = ()
    venue: Spans = ()
    when_text: Spans = ()
    when: str | None = None
    stance: Stance | None = None
    negated: bool | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One article as published. Every offset points into ``text``, which nothing changes once the story is made.

    ``headline``, ``deck`` and ``body`` are where these parts stand in the text; ``title`` is a headline that came beside the text,
    not in it. ``published`` is ISO 8601.
    """

    id: str
    text: str
    statements: tuple[Statement, ...] = ()
    lang: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    section: str | None = None
    byline: str | None = None
    published: str | None = None
    headline: Span | None = None
    deck: Span | None = None
    dateline: Dateline | None = None
    body: Span | None = None
    insertions: tuple[Insertion, ...] = ()
    labels: tuple[Label, ...] = ()

    def words(self, spans: Spans) -> str:
        """Return what stands in the spans, pieces joined by an ellipsis."""
        return " … ".join(self.text[start:end] for start, end in spans)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Story)


def to_json(story: Story) -> bytes:
    """Return the story as one line of JSON in UTF-8; :func:`from_json` gives an equal story back.

    Lone surrogates, which UTF-8 cannot carry, are a ``UnicodeEncodeError``: ingest lets none in.
    """
    return _ENCODER.encode(story)


def from_json(line: bytes | str) -> Story:
    """Read a story from JSON. Unknown keys are ignored; a wrong shape is a ``msgspec.ValidationError`` that names the place."""
    return _DECODER.decode(line)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a story, generated from this file's classes."""
    return msgspec.json.schema(Story)
