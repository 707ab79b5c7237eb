"""Settling: from statements to the same with their setting (to whom, where, when) and what their cues say of the contents."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sayso.language.en import setting_phrases
from sayso.language.en.lists import is_noun_of
from sayso.reading.dates.find import Dated, dates
from sayso.reading.setting.find_setting import Setting, setting
from sayso.reading.setting.trim_spans import trimmed
from sayso.reading.stance import judge
from sayso.story import Reason, Span, Statement, Story

_SENTENCE = re.compile(r"[.!?]['\"”’)]*\s+")
T = TypeVar("T")

NEAR = 400
"""Characters around a statement's cue in which its setting may stand: a long sentence on either side."""


def settle(story: Story, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with addressee, channel, venue, when, stance, negated and asserted, each with its reason."""
    text = story.text
    start = story.body.start if story.body else 0
    dated = dates(text, min([start, *(part.start for part in (story.headline, story.deck) if part)]), len(text), day := _day(story))
    spans = {span for s in statements for spans in (s.source, s.cue, s.content) for span in spans}
    headings = _headings(text, dated)
    edges = sorted((edge, span) for span in spans for edge in span)
    found = []
    for statement in statements:
        if not statement.cue or not statement.content:
            found.append(statement)
            continue
        left, right = statement.cue[0].start - NEAR, statement.cue[-1].end + NEAR
        own = {*statement.source, *statement.cue, *statement.content}
        taken = sorted({span for _, span in _slice(edges, left, right, key=lambda item: item[0])} - own)
        near = _slice(dated, left, right, key=lambda item: item.span.start)
        one = _settled(text, statement, taken, near, day)
        found.append(one if one.when_text else _under_heading(one, headings))
    return found


def _headings(text: str, dated: Sequence[Dated]) -> list[Dated]:
    """Return the dates that are lines of their own, of which a log or a diary has several: each dates what stands under it."""
    found = [
        item
        for item in dated
        if item.value and text[item.span.start - 1 : item.span.start] == "\n" and text[item.span.end : item.span.end + 1] == "\n"
    ]
    return found if len(found) > 1 else []


def _under_heading(statement: Statement, headings: Sequence[Dated]) -> Statement:
    """Return a statement of the outlet's own with the date of the heading that it stands under."""
    place = bisect_left(headings, statement.cue[0].start, key=lambda item: item.span.start)
    if not place or statement.parent is not None:
        return statement
    item = headings[place - 1]
    why = (Reason("when_text", "the heading of the entry", (item.span,)), Reason("when", item.rule, (item.span, *item.evidence)))
    return replace(statement, when_text=(item.span,), when=item.value, why=(*statement.why, *why))


def _slice(items: Sequence[T], left: int, right: int, *, key: Callable[[T], int]) -> Sequence[T]:
    return items[bisect_left(items, left, key=key) : bisect_left(items, right, key=key)]


def _settled(text: str, statement: Statement, taken: Sequence[Span], near: Sequence[Dated], day: date | None) -> Statement:
    statement = trimmed(text, statement, near)
    statement, place = _placed(text, statement, taken, [item.span for item in near])
    if not place.when_text and (told := _dated_otherwise(text, statement, place, near)):
        span, rule = told
        place = replace(place, when_text=(span,), rules=(*place.rules, ("when_text", f"'{text[slice(*span)]}': {rule}")))
    cue = statement.cue
    if setting_phrases.ACCORDING.match(text, cue[0].start):
        # According to her claims: what somebody's words are called says what the outlet makes of them.
        cue = (*cue, *statement.source)
    judged = judge(text, cue, statement.content)
    why = [Reason(field, rule, getattr(place, field)) for field, rule in place.rules]
    when = None
    for start, end in place.when_text:
        for item in near:
            if when is None and item.span.start < end and start < item.span.end:
                # Where only part of the expression dates the saying (2008 of *since 2008, when*), that part alone counts.
                part = item if start <= item.span.start else next(iter(dates(text, start, end, day)), item)
                when = part.value
                if when:
                    why.append(Reason("when", part.rule, (part.span, *part.evidence)))
    why.append(Reason("stance", judged.rule, judged.spans))
    return replace(
        statement,
        addressee=place.addressee or statement.addressee,
        channel=place.channel,
        venue=place.venue,
        when_text=place.when_text,
        when=when,
        stance=judged.stance,
        negated=judged.negated,
        asserted=judged.asserted,
        why=(*statement.why, *why),
    )


def _placed(text: str, statement: Statement, taken: Sequence[Span], dated: Sequence[Span]) -> tuple[Statement, Setting]:
    """Return a statement with its setting, which is taken out of the end of the cue where the tagger left it in.

    *Wrote on Telegram* is cut to *wrote* if what is cut off is a setting, *was assured at a* in any case.
    """
    *before, (start, end) = statement.cue
    cuts = {match.start() for match in setting_phrases.PREPOSITION.finditer(text, start, end)} | {
        span.start for span in dated if start < span.start < end
    }
    for cut in sorted(cuts):
        if not text[start:cut].strip():
            continue
        shorter = replace(statement, cue=(*before, Span(start, start + len(text[start:cut].rstrip()))))
        place = setting(text, shorter, taken, dated)
        spans = (*place.addressee, *place.channel, *place.venue, *place.when_text)
        if any(a <= cut + 1 and end <= b for a, b in spans):
            return shorter, place
    return statement, setting(text, statement, taken, dated)


def _dated_otherwise(text: str, statement: Statement, place: Setting, dated: Sequence[Dated]) -> tuple[Span, str] | None:
    """Return a date that dates the saying though it stands in no phrase beside it, and the rule that found it."""
    first = min(span.start for span in (*statement.source, *statement.cue))
    opening = max(0, first - NEAR, text.rfind("\n", max(0, first - NEAR), first) + 1)
    sentence = max((match.end() for match in _SENTENCE.finditer(text, opening, first)), default=opening)
    outermost = statement.parent is None
    paper = setting_phrases.IN_PAPER.match(text, sentence) if outermost else None
    if paper and not is_noun_of("documents", paper["noun"]):
        paper = None
    doing = outermost and setting_phrases.DOING.match(text, sentence)
    for item in dated:
        start, end = item.span
        led = setting_phrases.LED.search(text, max(0, start - 20), start)
        span = Span(led.start() if led else start, end)
        inside = any(a <= start and end <= b and not setting_phrases.WHO.search(text, a, start) for a, b in statement.source)
        if inside and (setting_phrases.BORN.search(text, max(0, span.start - 12), span.start) or end == statement.source[-1].end):
            return span, "when the source itself came out"
        if any(a <= start and end <= b for a, b in (*place.channel, *place.venue)):
            return item.span, "tells which channel or occasion it was"
        if text[end : statement.cue[0].start] == setting_phrases.AND_THEN and not statement.source[1:]:
            return span, "what the same one did right before"
        if paper and paper.end() <= start and end <= first:
            return span, "when the paper in which it stands was written"
        if doing and sentence <= start and text[end:first] == ", ":
            return span, "what the source was doing meanwhile"
    return None


def _day(story: Story) -> date | None:
    """Return the day from which a story is told: its dateline's, or that of its publication."""
    for value in (story.dateline.date if story.dateline else None, story.published):
        if value and value[:1].isdigit():
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                continue
    return None
