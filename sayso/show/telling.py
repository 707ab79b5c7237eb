"""What is told of a statement beside its words, for terminal and page alike: who, to whom, where, when, how, on whose word, why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sayso.story import Act, Link, Span, Spans, Speaker, Statement, Story

if TYPE_CHECKING:
    from sayso.archive.people import Described
    from sayso.ask.search import Hit

UNSAID: tuple[Act, ...] = ("thought", "intention")
"""The acts of those who need not have said a word."""
SETTING = ("addressee", "channel", "venue", "when_text")
FEWEST, FEWEST_OF_SENTENCE = 6, 3
"""Words from which what a content says beside the statements inside it is shown; fewer are joints ("and that he had"), or else
end a sentence or follow the end of one."""

SOME = 5
"""Names of a list that are told."""

_NAMES = {"when_text": "when"}
_ASKED = ("speaker", *SETTING, "when", "stance", "negated")
_LEAD = re.compile(r"[\s.,;:!?”’]+")
_SENTENCE = re.compile(r"[.!?]")


def nothing(story: Story) -> str:
    """Return what is told of a story without a statement."""
    from sayso.ingest.language import is_read, name_of

    if story.lang and not is_read(story.lang):
        return f"This is in {name_of(story.lang)}, and sayso reads English so far."
    return "No statement found: nobody is quoted or reported here."


def chain_of(story: Story, index: int) -> tuple[Link, ...]:
    """Return the statement's chain; of a story that nobody has chained, the statement's own link."""
    statement = story.statements[index]
    return statement.chain or (Link("speaker", statement.speaker, statement.source, index, statement.speaker_index),)


def link_name(story: Story, link: Link) -> str | None:
    """Return what to call a link: its name, or else the story's words for it; None for nobody."""
    return link.name or (story.words(link.words) or None if link.words else None)


def said_by(story: Story, link: Link) -> Statement | None:
    """Return the statement whose speaker the link is; None for the outlet and the agency."""
    return story.statements[link.statement] if link.statement is not None and 0 <= link.statement < len(story.statements) else None


def setting(story: Story, statement: Statement) -> list[tuple[str, str]]:
    """Return (field, words) of the setting: addressee, channel, venue and when, this with its ISO 8601 where that says more."""
    found = [(_NAMES.get(field, field), story.words(spans)) for field in SETTING if (spans := getattr(statement, field))]
    if (date := iso(story, statement)) is not None:
        if statement.when_text:
            found[-1] = ("when", f"{found[-1][1]} ({date})")
        else:
            found.append(("when", date))
    return found


def iso(story: Story, statement: Statement) -> str | None:
    """Return when it was said as ISO 8601, where the story's own words do not already hold just that."""
    return statement.when if statement.when and statement.when not in story.words(statement.when_text) else None


def notes(statement: Statement | Hit) -> list[str]:
    """Return what sets it apart: a stance that is not neutral, that it was denied, that it was not said, and that it is unsure."""
    stance = [statement.stance] if statement.stance not in (None, "neutral") else []
    unsaid = [statement.act] if statement.act in UNSAID else []
    return [*stance, *(["denied"] if statement.negated else []), *unsaid, *(["unsure"] if statement.unsure else [])]


def percent(confidence: float) -> str:
    """Return how sure something is, in hundredths: ``31 %``; never all or nothing."""
    return f"{min(max(100 * confidence, 1), 99):.0f} %"


def role_of(story: Story, speaker: Speaker | None) -> str:
    """Return role and affiliation in the story's words: ``Secretary of State, US``; empty where it gives none."""
    return ", ".join(story.text[slice(*span)] for span in (speaker.role, speaker.affiliation) if span) if speaker else ""


def reasons(story: Story, statement: Statement) -> list[tuple[str, str, list[str]]]:
    """Return (field, rule, words of the text that led to it), in the order in which one asks: who, to whom, where, when, how."""
    ordered = sorted(statement.why, key=lambda why: _ASKED.index(why.field) if why.field in _ASKED else len(_ASKED))
    return [
        (_NAMES.get(why.field, why.field), why.rule, [" ".join(story.text[start:end].split()) for start, end in why.spans])
        for why in ordered
    ]


def rest(story: Story, statement: Statement, inside: list[Statement]) -> Spans:
    """Return the pieces of a content that say something beside the statements ``inside`` it."""
    taken = sorted(
        span
        for inner in inside
        for spans in (inner.source, inner.cue, inner.content, *(getattr(inner, field) for field in SETTING))
        for span in spans
    )
    return tuple(piece for span in statement.content for piece in _without(story.text, span, taken))


def _without(text: str, span: Span, taken: list[Span]) -> Iterator[Span]:
    at = span.start
    for start, end in (*taken, Span(span.end, span.end)):
        piece = text[at : min(start, span.end)]
        led = _LEAD.match(piece)
        begin = at + led.end() if led else at
        words = len(piece.split())
        if words >= FEWEST or (words >= FEWEST_OF_SENTENCE and _SENTENCE.search(piece)):
            yield Span(begin, at + len(piece.rstrip()))
        at = max(at, min(end, span.end))


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 story``, ``1,200 stories``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def namesakes(names: Iterable[str | None]) -> frozenset[str]:
    """Return the names that stand more than once among some: what bears them is told by its number too."""
    return frozenset(name for name, count in Counter(names).items() if name is not None and count > 1)


def joined_in(told: Described) -> list[str]:
    """Return, in sentences, what came of a newsroom's own table of people."""
    lines = [f"{told.names:,} names, of which {told.known:,} are speakers of the archive: {', '.join(told.attributes)}."]
    if told.several:
        lines.append(f"The names of several speakers, and so told of none: {_some(told.several)}. Write '#number' in their place.")
    if told.nobody:
        lines.append(f"The names of no speaker yet: {_some(told.nobody)}.")
    if told.twice:
        lines.append(f"In the table more than once, the last row counts: {_some(told.twice)}.")
    if told.guessed:
        lines.append(f"The table is not in UTF-8; it was taken for {told.guessed}.")
    return lines


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - SOME
    return ", ".join(names[:SOME]) + (f" and {more:,} more" if more > 0 else "")
