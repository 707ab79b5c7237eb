"""Borders: from the tagger's statements to the same with their spans where source, cue and content really part.

PolNeAR's annotators, from whom the tagger has its borders, did not agree on them where a verb takes more than a source and a
content: of the training stories' contents behind *told*, *urged* and the like a third hold whom it is told to, two thirds do not.
"""

from __future__ import annotations

from dataclasses import replace

from sayso.language.en.cue_words import ASKED, BE, BY, SPEAK, WHOM, CueWord, find
from sayso.story import Span, Statement


def redrawn(text: str, statement: Statement) -> Statement:
    """Return a statement with the source of its passive, the verb of its refusal, and without whom it is said to in its content."""
    if not statement.cue or not statement.content:
        return statement
    words = find(text, statement.cue[0].start, statement.cue[-1].end)
    return _without_whom(text, _refused(text, _agent(text, statement, words), words), words)


def _agent(text: str, statement: Statement, words: list[CueWord]) -> Statement:
    """Take the agent behind *by* for the source of *was told that*, or nobody: its subject is the one who is told."""
    start = statement.cue[0].start
    told = [word for word in words if word.has("addressed")]
    if told and ASKED.fullmatch(text, start, statement.cue[-1].end):
        return replace(statement, source=(), addressee=statement.source)
    if not told or told[-1].is_participle or not BE.search(text, start, told[-1].start):
        return statement
    if (match := BY.match(text, told[-1].end)) and match.end() <= max(span.end for span in statement.content):
        source = Span(match.start("agent"), match.start("agent") + len(match["agent"].rstrip()))
        if not any(source.start < b and a < source.end for a, b in statement.content):
            return replace(statement, source=(source,), cue=(Span(start, told[-1].end),))
    subject = all(span.end <= start for span in statement.source)
    return replace(statement, source=()) if subject else statement


def _refused(text: str, statement: Statement, words: list[CueWord]) -> Statement:
    """Let a refusal hold the verb that is refused: *declined to comment | on the leak*, if there is more in the content."""
    (start, end), *rest = statement.content
    if not words or not words[-1].has("refuses") or start - statement.cue[-1].end > 1:
        return statement
    match = SPEAK.match(text, start, end)
    left = match.end() + 1 if match else end
    if left >= end or not text[left:end].strip(" .,"):
        return statement
    *before, last = statement.cue
    cue = (*before, Span(last.start, left - 1))
    return replace(statement, cue=cue, content=(Span(left, end), *rest))


def _without_whom(text: str, statement: Statement, words: list[CueWord]) -> Statement:
    """Take whom it is said to off the front of a content: *told | the court that*, where that is the object of the cue."""
    (start, end), *rest = statement.content
    last = words[-1] if words else None
    if last is None or not last.has("addressed") or last.end != statement.cue[-1].end or not 0 <= start - last.end <= 1:
        return statement
    match = WHOM.match(text, start, end)
    if match is None or match.end() >= end:
        return statement
    return replace(statement, content=(Span(match.end(), end), *rest))
