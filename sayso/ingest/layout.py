"""Layout: from a story's text to where its section line, headline, deck, byline, dateline and body stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sayso.ingest import dateline
from sayso.ingest.published import named_day
from sayso.language.en.surroundings import BYLINE, CLOCK, NAME_IN, NAME_WORDS, STAMP
from sayso.lines import joined
from sayso.story import Dateline, Span

LONGEST_HEADLINE = 200
LONGEST_DECK = 400
LONGEST_SECTION = 40
"""Characters. The longest headline of PolNeAR's 840 training stories has 156."""

WRAPPED = 50
"""Characters from which a line may be one of a text wrapped by hand."""

HEAD_LINES = 12
"""Non-blank lines, at most, before the body."""

_LINE = re.compile(r"\S[^\n]*")
_ENDS = re.compile(r"[.!?…]['\"”’»)\]]*$")
_QUESTION = re.compile(r"[!?…]['\"”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a text stand. ``section`` and ``byline`` are its words; ``stamp`` is a line that dates the story."""

    body: Span
    headline: Span | None = None
    deck: Span | None = None
    dateline: Dateline | None = None
    section: str | None = None
    byline: str | None = None
    stamp: str | None = None


def lay_out(text: str, *, title: str | None = None, published: date | None = None) -> Layout:
    """Tell the parts of ``text`` apart. What is not clearly a headline is body: a wrong headline is worse than none.

    A first line is the headline if it says what ``title`` says. Without a title it is one if it is short, does not end like a
    sentence and more follows; so is a second line behind a section line. Time is linear in the length of the text.
    """
    text = joined(text)
    lines = list(_head(text))
    stop = len(text.rstrip())
    if not lines:
        return Layout(Span(0, stop))
    section: str | None = None
    headline: Span | None = None
    at = 0
    if title and (found := next((i for i, line in enumerate(lines[:3]) if _same(text[slice(*line)], title)), None)) is not None:
        section = text[slice(*lines[0])] if found == 1 and _may_be_section(text[slice(*lines[0])]) else None
        headline, at = lines[found], found + 1
    elif _is_wrapped(text, lines):
        pass
    elif len(lines) > 2 and _may_be_section(text[slice(*lines[0])]) and _may_be_headline(text, lines, 1):
        section, headline, at = text[slice(*lines[0])], lines[1], 2
    elif len(lines) > 1 and _may_be_headline(text, lines, 0):
        headline, at = lines[0], 1
    if title and headline and not _alike(text[slice(*headline)], title):
        section, headline, at = None, None, 0  # it is a deck, a kicker or a caption: the headline stands beside the text
    deck: Span | None = None
    byline: str | None = None
    stamp: str | None = None
    opening = next((i for i in range(at, len(lines)) if dateline.find(text, *lines[i], None)), None)
    while at < len(lines):
        line = text[slice(*lines[at])]
        by = byline_of(line)
        if by or (len(line) <= LONGEST_HEADLINE and NAME_IN.match(line)):
            byline = by or line
        elif _is_stamp(line):
            stamp = stamp or line
        elif headline and deck is None and _may_be_deck(text, lines, at, opening):
            deck = lines[at]
        else:
            break
        at += 1
    body = Span(lines[at].start if at < len(lines) else stop, stop)
    if body.start >= body.end:
        return Layout(Span(lines[0].start, stop))
    found_line = dateline.find(text, body.start, body.end, published)
    return Layout(body, headline, deck, found_line, section, byline, stamp)


def _head(text: str) -> Iterator[Span]:
    for found in islice(_LINE.finditer(text), HEAD_LINES):
        yield Span(found.start(), found.start() + len(found.group().rstrip()))


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Say whether the lines are those of a screen, not of a story: the first goes on in the second, which is not set apart."""
    if len(lines) < 2 or "\n" in text[lines[0].end : lines[1].start].replace("\n", "", 1):
        return False
    if text[lines[1].start].islower():
        return True
    full = [line for line in lines[:-1] if line.end - line.start >= WRAPPED]
    return len(full) >= 3 and sum(not _ENDS.search(text[slice(*line)]) for line in full) > len(full) / 2


def _is_stamp(line: str) -> bool:
    return bool(STAMP.match(line) or (len(line) < 60 and named_day(line) and CLOCK.match(line)))


def byline_of(line: str) -> str | None:
    """Return the names in a line that opens with "By" and goes on with nothing but names and what their bearers do."""
    by = BYLINE.match(line)
    return by["names"].strip() if by and _are_names(by["names"]) else None


def _are_names(words: str) -> bool:
    return all(word[0].isupper() or word.casefold().strip(",.()") in NAME_WORDS or not word[0].isalpha() for word in words.split())


def _same(line: str, title: str) -> bool:
    return len(line) <= 2 * LONGEST_HEADLINE and _words(line) == _words(title) != []


def _alike(line: str, title: str) -> bool:
    """Say whether a line is another wording of the title: half of the shorter one's words stand in the other."""
    one, other = set(_words(line)), set(_words(title))
    return 2 * len(one & other) >= min(len(one), len(other))


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", line.casefold())


def _may_be_section(line: str) -> bool:
    return (
        len(line) <= LONGEST_SECTION
        and not _ENDS.search(line)
        and len(line.split()) <= 5
        and '"' not in line
        and line[:1].isupper()
    )


def _may_be_headline(text: str, lines: list[Span], at: int) -> bool:
    line = text[slice(*lines[at])]
    if len(line) > LONGEST_HEADLINE or len(line.split()) < 2 or BYLINE.match(line) or _is_stamp(line):
        return False
    if dateline.find(text, *lines[at], None) or (_ENDS.search(line) and not _QUESTION.search(line)):
        return False
    # A question or an exclamation may as well be talk: then the next line has to be set apart from it.
    if _QUESTION.search(line) and "\n\n" not in text[lines[at].end : lines[at + 1].start]:
        return False
    return any(_ENDS.search(text[slice(*later)]) for later in lines[at + 1 :])


def _may_be_deck(text: str, lines: list[Span], at: int, opening: int | None) -> bool:
    line = text[slice(*lines[at])]
    if len(line) > LONGEST_DECK or len(line.split()) < 3 or at + 1 >= len(lines):
        return False
    if opening is not None:
        return at < opening
    following = text[slice(*lines[at + 1])]
    return not _ENDS.search(line) or bool(BYLINE.match(following) or _is_stamp(following))
