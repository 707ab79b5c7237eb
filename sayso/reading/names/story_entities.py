"""A story's entities: those whom its headline, deck and body name, with the roles that it gives them."""

from __future__ import annotations

import re
from bisect import bisect_right

from sayso.language.en.words import TOKEN
from sayso.reading.names.entities import Entities
from sayso.reading.names.proper_names import Name, names
from sayso.reading.names.roles import describe
from sayso.story import Span, Story

LEAST = 5
"""Words of four letters or more from which on a line of capitals is a headline."""
_LINE = re.compile(r"[^\n]+")
_STOPS = (".", "!", ":", ".”", '."')


def entities_of(story: Story) -> Entities:
    """Return the entities of a story: who stands in its headline, deck and body.

    A headline in capitals, of this story or of another that the page teases with, names nobody by itself: no one can tell where a
    name in it ends.
    """
    text, headline, deck = story.text, story.headline, story.deck
    shouted = _shouted(text, headline)
    found = names(text)
    starts = [part.start for part in shouted]

    def is_loud(name: Name) -> bool:
        place = bisect_right(starts, name.span.start)
        return place > 0 and name.span.start < shouted[place - 1].end

    known = {word for name in found if not is_loud(name) for word in name.words}
    found = [name for name in found if name.government or not is_loud(name) or all(word in known for word in name.words)]
    if story.body:
        # Section lines and bylines name nobody of whom the story tells.
        parts = [part for part in (headline, deck, story.body) if part]
        found = [name for name in found if any(part.start <= name.span.start < part.end for part in parts)]
    if line := story.dateline:
        found = [name for name in found if not line.text.start <= name.span.start < line.text.end]
    return describe(Entities(text, found))


def _shouted(text: str, headline: Span | None) -> list[Span]:
    """Return the headline, if it is in capitals, and the lines of the text that are headlines in capitals, in order."""
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    others = [line for line in lines if _is_headline(text[slice(*line)])]
    return sorted({*others, *([headline] if headline and _in_title_case(text[slice(*headline)]) else [])})


def _is_headline(line: str) -> bool:
    words = [word for word in TOKEN.findall(line) if len(word) > 3]
    if len(words) < LEAST or line.rstrip().endswith(_STOPS):
        return False
    # Two names with a comma between are a list, such as of authors or of those who won.
    return 10 * sum(word[0].isupper() for word in words) >= 9 * len(words) and "," not in line


def _in_title_case(line: str) -> bool:
    words = [word for word in TOKEN.findall(line) if len(word) > 3]
    return bool(10 * sum(word[0].isupper() for word in words) > 7 * len(words))
