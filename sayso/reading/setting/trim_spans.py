"""Trimming: from a statement to the same without the words of its setting that the tagger took for cue or content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sayso.language.en import setting_phrases
from sayso.language.en.cue_words import find
from sayso.reading.dates.find import Dated
from sayso.reading.setting.read_phrases import LONGEST
from sayso.story import Span, Statement


def trimmed(text: str, statement: Statement, dated: Sequence[Dated]) -> Statement:
    """Return a statement that has a cue and a content without the dates and the addressee in them; ``dated`` are those near it."""
    return _without_addressee(text, _without_date_of_noun(text, _without_dates(text, statement, dated), dated))


def _without_dates(text: str, statement: Statement, dated: Sequence[Dated]) -> Statement:
    """Take out the dates that the tagger took for part of cue or content: *today announced*, *promised in 2021 that it floats*."""
    ends = {item.span.start: item.span.end for item in dated}
    first, *rest = statement.cue
    if (end := ends.get(first.start)) and (words := text[end : first.end].lstrip()):
        first = Span(first.end - len(words), first.end)

    def is_date(piece: Span) -> bool:
        led = setting_phrases.LEADS.match(text[slice(*piece)])
        return ends.get(piece.start + (led.end() if led else 0)) == piece.end

    content = tuple(piece for piece in statement.content if not is_date(piece)) or statement.content
    return replace(statement, cue=(first, *rest), content=content)


def _without_addressee(text: str, statement: Statement) -> Statement:
    """Take out of the content whom the tagger took for a part of it: *told her | to wait*, *he | was told | to wait*."""
    if not any(word.has("addressed") for start, end in statement.cue for word in find(text, start, end)):
        return statement
    cue = Span(statement.cue[0].start, statement.cue[-1].end)
    for piece, behind in pairwise(statement.content):
        clause = setting_phrases.TOLD.match(text, behind.start) and len(text[slice(*piece)].split()) <= LONGEST
        told = not text[cue.end : piece.start].strip() and piece.start >= cue.end and not text[piece.end : behind.start].strip()
        is_told = not statement.source and piece.end <= cue.start and not text[piece.end : cue.start].strip()
        if clause and (told or is_told):
            return replace(statement, content=tuple(other for other in statement.content if other != piece))
    return statement


def _without_date_of_noun(text: str, statement: Statement, dated: Sequence[Dated]) -> Statement:
    """Take the date off the end of a content that is a noun: *announced a bid in September 2022* was said then."""
    *before, (start, end) = statement.content
    words = text[start:end]
    if (
        not setting_phrases.NOUN.match(words)
        or setting_phrases.CLAUSE.search(words)
        or setting_phrases.ACCORDING.match(text, statement.cue[0].start)
    ):
        return statement
    for item in dated:
        if (
            item.span.end == end
            and item.span.start > start
            and (match := setting_phrases.BEFORE_DATE.search(text, start, item.span.start))
            and match.end() == item.span.start
        ):
            kept = text[start : match.start()].rstrip()
            return replace(statement, content=(*before, Span(start, start + len(kept)))) if kept else statement
    return statement
