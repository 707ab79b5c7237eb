"""What is told of a statement beside its words, for terminal and page alike: who, to whom, where, when, how, on whose word, why."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.show.speakers import speaker_at
from sayso.story import Link, Reason, Span, Spans, Speaker, Statement, Story

SETTING = ("addressee", "channel", "venue", "when_text")
FEWEST = 3
"""Words from which what a content says beside the statements inside it is worth showing: ``that`` and ``and`` are not."""


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
    """Return (field, words) of the setting: addressee, channel, venue, and when, with its ISO 8601 where that says more."""
    found = [
        ("when" if field == "when_text" else field, story.words(spans)) for field in SETTING if (spans := getattr(statement, field))
    ]
    if statement.when and not any(field == "when" for field, _ in found):
        found.append(("when", statement.when))
    elif statement.when and found[-1][1].strip() != statement.when:
        found[-1] = ("when", f"{found[-1][1]} ({statement.when})")
    return found


def notes(statement: Statement) -> list[str]:
    """Return what sets the saying apart: a stance that is not neutral, and that it was denied."""
    stance = [statement.stance] if statement.stance not in (None, "neutral") else []
    return [*stance, *(["denied"] if statement.negated else [])]


def role_of(story: Story, speaker: Speaker | None) -> str:
    """Return role and affiliation in the story's words: ``Secretary of State, US``; empty where it gives none."""
    return ", ".join(story.text[slice(*span)] for span in (speaker.role, speaker.affiliation) if span) if speaker else ""


def role_at(story: Story, index: int | None) -> str:
    """Return role and affiliation of the story's speaker of that index."""
    return role_of(story, speaker_at(story, index))


def reason(story: Story, why: Reason) -> tuple[str, list[str]]:
    """Return the rule in words, and the words of the text that led to it."""
    return why.rule, [" ".join(story.text[start:end].split()) for start, end in why.spans]


def rest(story: Story, statement: Statement, inside: list[Statement]) -> Spans:
    """Return the pieces of a content that say something beside the statements ``inside`` it, an editor's words included."""
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
        piece = Span(at, min(start, span.end))
        if len(text[slice(*piece)].split()) >= FEWEST:
            yield piece
        at = max(at, min(end, span.end))
