"""Dates: from a text to its expressions of date, with what each says in ISO 8601, why, and what in the text that rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sayso.iso import between, point
from sayso.language.en.date_words import AND, FROM, ONWARDS, OPEN, TO, TRIGGER
from sayso.reading.dates.forms import FORMS, WRITTEN, Reading
from sayso.story import Span, Spans


@dataclass(frozen=True, slots=True)
class Dated:
    """An expression of date where it stands, in code points of the text, and what it says.

    ``value`` is of the forms that ``iso.py`` tells, as precise as the words; None where it cannot be known. ``rule`` says why it is
    that one, ``evidence`` by which words beside the expression's own.
    """

    span: Span
    value: str | None
    rule: str
    evidence: Spans = ()


def dates(text: str, start: int, end: int, anchor: date | None) -> list[Dated]:
    """Return the expressions of date in ``text[start:end]`` in order, none overlapping; spans are code points of ``text``.

    ``anchor`` is the day from which *today* is told: that of publication, or of the dateline. What an expression rests on is
    sought in ``text[start:end]`` only: give a whole body at once. Time is linear. What counts as an expression, and that its
    value is no more precise than its words, follows TIMEX3 of TimeML (ISO 24617-1:2012) and TIDES before it; left out are sets
    (*every Tuesday*), lengths (*for two days*), holidays and events.
    """
    reading = Reading(text, start, end, anchor)
    found: list[Dated] = []
    at = start
    while trigger := TRIGGER.search(text, at, end):
        at = trigger.end()
        for form, read in FORMS:
            match = form.match(text, trigger.start(), end)
            if not match or not (said := read(match, reading)):
                continue
            at = match.end()
            dated = Dated(Span(*match.span()), *said)
            reading.named, reading.value = dated.span, dated.value
            if dated.value and dated.rule == WRITTEN and "year" in form.groupindex:
                reading.year = point(dated.value)[0], Span(*match.span("year"))
            if found and (joined := _joined(found[-1], dated, reading)):
                found[-1] = joined
            else:
                found.append(dated)
            break
    return [_opened(dated, reading) for dated in found]


def _joined(first: Dated, second: Dated, reading: Reading) -> Dated | None:
    """Return the range of two dates with *to*, *–* or *between … and* around them; None where they are two."""
    if second.span.start - first.span.end > 16:
        return None
    low, high = point(first.value), point(second.value)
    if not low or not high or low[: len(high)] > high[: len(low)]:
        return None
    lead = FROM.search(reading.before(first.span.start))
    if not (AND if lead and lead["between"] else TO).fullmatch(reading.text, first.span.end, second.span.start):
        return None
    span = Span(first.span.start - (len(lead.group()) if lead else 0), second.span.end)
    evidence = tuple(seen for seen in dict.fromkeys(first.evidence + second.evidence) if not span.start <= seen.start < span.end)
    rule = first.rule if first.rule == second.rule else f"{first.rule}; {second.rule}"
    return Dated(span, between(first.value, second.value), rule, evidence)


def _opened(dated: Dated, reading: Reading) -> Dated:
    """Return the date with the *since*, *until* or *by* before it, which opens it to one side."""
    if not dated.value:
        return dated
    (start, end), ends = dated.span, dated.value.split("/")
    if lead := OPEN.search(reading.before(start)):
        value = f"{ends[0]}/.." if lead["since"] else f"../{ends[-1]}"
        return replace(dated, span=Span(start - len(lead.group()), end), value=value)
    onwards, lead = ONWARDS.match(reading.text, end, reading.end), FROM.search(reading.before(start))
    if onwards and (lead or not onwards["on"]):
        return replace(dated, span=Span(start - (len(lead.group()) if lead else 0), onwards.end()), value=f"{ends[0]}/..")
    return dated
