"""Announced: from quotations that stand by themselves to the same with the source that the paragraph before them gives."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from sayso.language.en.quoting import ANNOUNCES
from sayso.reading.names.entities import Entities
from sayso.reading.tagging.quotes import paragraphs
from sayso.story import Span, Statement


def announced(entities: Entities, statements: Sequence[Statement]) -> list[Statement]:
    """Give each statement without cue and source the source that the paragraph before its own names, if that says nothing else."""
    lines = list(paragraphs(entities.text))
    return [
        replace(statement, source=(source,))
        if not (statement.cue or statement.source) and (source := _source(entities, lines, statement.content[0]))
        else statement
        for statement in statements
    ]


def _source(entities: Entities, lines: Sequence[Span], content: Span) -> Span | None:
    """Return the phrase that names who says a content that opens its line, None where the line before does more or less."""
    text = entities.text
    at = bisect_left(lines, Span(content.start + 1, 0)) - 1
    if at < 1 or text[lines[at].start : content.start].strip("\"“”'‘’«»„ "):
        return None
    match = ANNOUNCES.fullmatch(text, *lines[at - 1])
    if match is None or not (match["of"] or match["end"] == ":"):
        return None
    source = Span(*match.span("source"))
    name, entity = next(iter(entities.within(source)), (None, None))
    if name is None or entity is None or entity.kind != "person":
        return None
    # Behind "from" and before a colon stands a title, a name, and what the bearer is, and no sentence.
    opens = (name.title or name.span).start <= source.start + len("the ")
    return source if opens else None
