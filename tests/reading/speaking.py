"""Statements made by hand, and who is found to say them: what the tests of speakers share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sayso.reading.names.story_entities import entities_of
from sayso.reading.speakers.resolve import resolve
from sayso.reading.voices.find import voices
from sayso.story import Label, Span, Speaker, Statement, Story

FILLER = "The boats lay in the harbour. "


def place(text: str, words: str, after: int = 0) -> Span:
    """Where ``words`` stand first behind an offset."""
    start = text.index(words, after)
    return Span(start, start + len(words))


def resolved(story: Story, statements: list[Statement]) -> tuple[list[Statement], list[Speaker], list[Label]]:
    entities = entities_of(story)
    found, speakers, labels = resolve(story, statements, entities, voices(entities, story.title))
    return list(found), list(speakers), list(labels)


def stated(text: str, sources: tuple[str, ...]) -> list[Statement]:
    """A statement for each source, in the order of the text; its content is the sign behind the source."""
    found: list[Statement] = []
    end = 0
    for words in sources:
        start, end = place(text, words, end)
        found.append(Statement((Span(start, end),), (), (Span(end, end + 1),), kind="indirect", where="body"))
    return found


def told(text: str, *sources: str, **fields: Any) -> list[Speaker | None]:
    """Who each of ``sources`` is, in the order of the text; ``fields`` are the story's. None: nobody can be told."""
    statements = stated(text, sources)
    if headline := fields.get("headline"):
        statements = [replace(s, where="headline") if s.source[0].end <= headline.end else s for s in statements]
    found, speakers, _ = resolved(Story("a", text, **fields), statements)
    return [None if statement.speaker_index is None else speakers[statement.speaker_index] for statement in found]


def who(text: str, *sources: str, **fields: Any) -> list[str | None]:
    """The names of those whom :func:`told` finds; None where there is no name."""
    return [speaker.name if speaker else None for speaker in told(text, *sources, **fields)]
