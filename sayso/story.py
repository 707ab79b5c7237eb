"""The vocabulary: what a story is, what a statement is, and their JSON. Nothing here knows of files, models or screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import msgspec

Kind = Literal["direct", "indirect", "mixed"]
Where = Literal["headline", "deck", "body"]
Stance = Literal["neutral", "distancing", "endorsing"]
Evidence = Literal["dateline", "published", "text"]
LinkKind = Literal["outlet", "agency", "speaker"]
Act = Literal["speech", "writing", "thought", "intention"]
"""What a statement gives as done (Semino and Short 2004, "Corpus Stylistics": speech, writing and thought presentation)."""
ACTS: tuple[Act, ...] = get_args(Act)
QUOTED: tuple[Act, ...] = ("speech", "writing")
"""The acts that a reader means who asks who said it."""
SpeakerKind = Literal["person", "organisation", "government", "document", "group", "unnamed"]
NoName = Literal["anonymous", "vague", "group", "open"]
"""Why a statement has no name: somebody definite whom the writer leaves unnamed; nobody in particular; a set of people that is
described; nobody given at all."""
Sourced = Literal["named", "anonymous", "vague", "group", "unnamed", "nobody"]
"""On whom a statement rests: somebody named; somebody without a name, of the kinds of :data:`NoName` where that is told; nobody."""
_NO_NAMES: dict[str | None, Sourced] = {"anonymous": "anonymous", "vague": "vague", "group": "group"}


def lacking(kind: str | None) -> Sourced:
    """Return why a source of that kind has no name: anonymous, vague, group, or unnamed where that is not told."""
    return _NO_NAMES.get(kind, "unnamed")


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
class Reason:
    """Why a derived ``field`` has its value: the rule, in words, and the spans of the text that led to it."""

    field: str
    rule: str
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source is, across the story.

    ``name`` is the fullest of ``names``, those that the story uses, or the country or body that a capital or a building stands
    for; None where the story gives none: then ``description`` is what it says instead ("several sources in Washington").
    ``mentions`` are where the names stand; ``role``, ``affiliation`` and ``labels`` are the story's words for them.
    """

    name: str | None
    kind: SpeakerKind
    names: tuple[str, ...] = ()
    mentions: Spans = ()
    role: Span | None = None
    affiliation: Span | None = None
    description: Span | None = None
    several: bool = False
    labels: Spans = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A person whom the story names, whether it quotes them or not: the fullest ``name`` that it gives, and all ``mentions``.

    ``speaker`` is the index among the story's speakers, None where it does not let them speak.
    """

    name: str
    mentions: Spans
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One of those on whose word a content reaches the reader: the outlet, its agency, or the speaker of a statement.

    ``name`` is None where nobody is named; ``words`` are those that name or describe it. ``statement`` and ``speaker`` are indices.
    """

    kind: LinkKind
    name: str | None = None
    words: Spans = ()
    statement: int | None = None
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution: a *source* is said by a *cue* to have said, written, thought or intended a *content* (Pareti 2012).

    Each of the three may stand in several pieces; a source or a cue may be missing. ``act`` is what was done: who *said* it is
    asked of speech and writing. ``confidence``, from 0 to 1, is how likely content, source and speaker are right; ``unsure`` says
    that it is under the bound below which a statement is not shown unless asked for. ``kind`` says whether the content stands in
    quotation marks wholly, not, or partly. ``parent`` is the index of the statement whose content holds this one, None where no
    other does; ``depth`` counts the statements around it. ``speaker`` is the name of the speaker whose index among the story's is
    ``speaker_index``; ``speaker_kind`` is that speaker's kind or, where nobody is named, why not; ``unnamed`` says that there is
    a source and it has no name. ``when`` is ISO 8601, as precise as ``when_text``. ``negated`` says that the cue denies the
    saying, ``asserted`` that the content is put forward as so: a question or a refusal to comment does not. ``chain`` leads from
    the outlet to the content; ``why`` gives the reasons of what is derived. A field that nobody has determined is None, or empty.
    """

    source: Spans
    cue: Spans
    content: Spans
    parent: int | None = None
    kind: Kind | None = None
    where: Where | None = None
    depth: int = 0
    speaker: str | None = None
    speaker_index: int | None = None
    unnamed: bool | None = None
    addressee: Spans = ()
    channel: Spans = ()
    venue: Spans = ()
    when_text: Spans = ()
    when: str | None = None
    stance: Stance | None = None
    negated: bool | None = None
    asserted: bool | None = None
    act: Act | None = None
    speaker_kind: SpeakerKind | NoName | None = None
    confidence: float | None = None
    unsure: bool = False
    chain: tuple[Link, ...] = ()
    why: tuple[Reason, ...] = ()

    @property
    def quoted(self) -> bool:
        """Whether it is counted and searched unless somebody asks for more: speech or writing, and sure. No act is speech."""
        return self.act in (None, *QUOTED) and not self.unsure

    @property
    def sourced(self) -> Sourced:
        """On whom it rests, were it not for the statements around it."""
        if self.speaker is not None:
            return "named"
        if not self.source or self.speaker_kind == "open":
            return "nobody"
        return lacking(self.speaker_kind)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a headline or a deck asserts: ``span``, and the statements of the body that say the same, with whose word it is."""

    span: Span
    statements: tuple[int, ...]
    speakers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sourcing:
    """How a story is sourced, in counts of speech and writing that are sure.

    Each of these rests on the links of its chain behind the outlet and the agency. ``named``: all of them are named; ``unnamed``:
    one at least is not; ``nobody``: one has no source at all. ``anonymous``: of the unnamed, those of which one link at least is
    somebody definite whom the writer leaves unnamed. ``single``: no other speaker of the story says the same.
    ``claims``: what the headline and the deck assert in the outlet's own voice, though the body has it from somebody.
    """

    named: int = 0
    unnamed: int = 0
    anonymous: int = 0
    nobody: int = 0
    single: int = 0
    claims: tuple[Claim, ...] = ()


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
    speakers: tuple[Speaker, ...] = ()
    people: tuple[Person, ...] = ()
    sourcing: Sourcing | None = None

    @property
    def told(self) -> Span:
        """Its body; where that is not known, all that stands behind headline and deck."""
        before = max((part.end for part in (self.headline, self.deck) if part), default=0)
        return self.body or Span(before, len(self.text))

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
