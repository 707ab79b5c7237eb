"""Announced: from the head of a text, its title and its own words to who speaks in it outside of quotation marks.

Whose interview or speech it says to be, who says *My name is …* or *as your Mayor, I …*, and whom the others of a narrative call by
name though its teller never does.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from sayso.language.en import voiced_texts
from sayso.language.en.lists import roles, singular
from sayso.language.en.words import LETTERS
from sayso.reading.names.entities import Entities, Entity
from sayso.reading.names.proper_names import Name, names, opens_sentence
from sayso.reading.tagging.quotes import paragraphs, unquoted
from sayso.story import Span

TOP_LINES = 8
TOP = 1_000
"""Lines and characters at the head of a text in which a speech or an interview is announced, and around the words that do it."""
MATCHES = 50
"""Places at the head of a text that speak of an interview, at most: bounds the time."""
NEAR = 40
"""Characters before the words of an interview in which it is said that it is another one."""
OPENING = 8
"""Words of a line, at least, that opens a speech: place, date and salutation have fewer."""
FIRST_PERSONS = 10
"""Words like *I* outside quotation marks that a narrative in the first person has, at least."""

_STOP = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s")
_CALLED = re.compile(r"[“\"‘]$|, $")


class VoicedText:
    """A text as it is looked through for voices: ``bare`` is without what stands in quotation marks, ``lines`` are its paragraphs.

    ``persons`` are the names of people in it, in order, each with whose it is; ``title`` is a headline that stands beside it.
    """

    def __init__(self, entities: Entities, title: str | None = None) -> None:
        self.entities, self.text, self.title = entities, entities.text, title
        self.bare = unquoted(entities.text)
        self.lines = list(paragraphs(entities.text))
        self.persons = entities.persons()
        self._names = sorted(self.persons)
        self._asked = next((i for i, line in enumerate(self.lines) if self.words(line).endswith("?")), 0)

    def words(self, span: Span) -> str:
        """Return what stands in a span."""
        return self.text[slice(*span)]

    def in_third_person(self, line: Span) -> bool:
        """Say whether a line has no *I* or *we* outside of quotation marks."""
        return not voiced_texts.FIRST_PERSON.search(self.bare, *line)

    def speaks_itself(self) -> bool:
        """Say whether at least one word in 150 is a first person outside of quotation marks."""
        return 150 * len(voiced_texts.FIRST_PERSON.findall(self.bare)) > len(self.text.split())

    def interviewed(self, before: int = sys.maxsize) -> Span | None:
        """Return the name of the one who is interviewed: whom the words of an interview stand beside, at the head or in the title.

        Rather one who is surely a person; ``before``: where the head ends, if that is known.
        """
        matches = (match for match in self._interviews(max(self._asked, TOP_LINES)) if match.end() <= before)
        spoken_of = list(matches)
        found = [name for match in spoken_of if (name := self._beside(match))]
        found = found or [name for match in spoken_of if (name := self._in_the_role(match))]
        if not found and self.title and voiced_texts.INTERVIEW.search(self.title):
            found = [name for name in self.persons if self.words(name) in self.title]
        return max(found, key=self._sureness, default=None)

    def interviewer(self, guest: Span) -> Span | None:
        """Return the name of the one who asks: it stands on the other side of the words of an interview than the guest's."""
        heard = self.persons[guest]
        for match in self._interviews(TOP_LINES):
            sides = self._sides(match)
            for one, other in (sides, sides[::-1]):
                if len(other) == 1 and self.persons[other[0]].personal and any(self.persons[name] is heard for name in one):
                    return other[0] if self.persons[other[0]] is not heard else None
        return None

    def told_of(self, before: int | None = None) -> Span | None:
        """Return the name of the one of whom the lines before an offset tell most, or those before the first question.

        None where one of the latter speaks itself.
        """
        if before is None:
            if self._asked < 2 or not all(map(self.in_third_person, self.lines[: self._asked])):
                return None
            before = self.lines[self._asked].start
        told = {name: entity for name, entity in self.persons.items() if name.end <= before and entity.sure}
        counts = Counter(told.values())
        return max(told, key=lambda name: (counts[told[name]], -name.start), default=None)

    def _interviews(self, lines: int) -> Iterator[re.Match[str]]:
        spoken = (
            voiced_texts.INTERVIEW.finditer(self.text, *line)
            for line in self.lines[:lines]
            if not voiced_texts.FIRST_SINGULAR.search(self.bare, *line)
        )
        for match in islice(chain.from_iterable(spoken), MATCHES):
            if not voiced_texts.ANOTHER.search(self.text, max(0, match.start() - NEAR), match.start()):
                yield match

    def _beside(self, match: re.Match[str]) -> Span | None:
        """Return the person named behind the match, in its sentence and not as what the talk is about, else the last before it.

        Or the last in the sentences before, on its line, where a pronoun takes them up: *The Bulletin interviewed her.*
        """
        before, behind = self._sides(match)
        if not before and not behind:
            before = self._named(max(self._line_of(match).start, match.start() - TOP), match.start())
        return max((*behind, *reversed(before)), key=self._sureness, default=None)

    def _in_the_role(self, match: re.Match[str]) -> Span | None:
        """Return the person, named elsewhere, whose role the words of an interview govern (*interviews a bar owner*)."""
        line = self._line_of(match)
        stop = voiced_texts.TOPIC.search(self.text, match.end(), min(line.end, match.end() + TOP))
        nouns = {
            singular(word.casefold())
            for word in LETTERS.findall(self.text, match.end(), stop.start() if stop else match.end() + NEAR)
        }
        held = {name: entity for name, entity in self.persons.items() if entity.personal and nouns & entity.nouns}
        counts = Counter(held.values())
        return max(held, key=lambda name: (counts[held[name]], -name.start), default=None)

    def _sides(self, match: re.Match[str]) -> tuple[list[Span], list[Span]]:
        line = self._line_of(match)
        stop = voiced_texts.TOPIC.search(self.text, match.end(), min(line.end, match.end() + TOP))
        left = max(line.start, match.start() - TOP)
        start = max((stop.end() for stop in _STOP.finditer(self.text, left, match.start())), default=left)
        return self._named(start, match.start()), self._named(
            match.end(), stop.start() if stop else min(line.end, match.end() + TOP)
        )

    def _line_of(self, match: re.Match[str]) -> Span:
        return self.lines[bisect_right(self.lines, match.start(), key=lambda line: line.start) - 1]

    def named(self, span: Span) -> list[Span]:
        """Return the names of people that stand in a span, in order."""
        return self._named(*span)

    def _named(self, start: int, end: int) -> list[Span]:
        return self._names[bisect_left(self._names, (start, 0)) : bisect_left(self._names, (end, 0))]

    def _sureness(self, name: Span) -> tuple[bool, bool]:
        words = self.words(name)
        return " " in words and voiced_texts.OF not in words, self.persons[name].sure

    def speech(self) -> tuple[Span, int] | None:
        """Return the name of the one whose speech the head of the text announces, and where the speech begins."""
        top = min(self.lines[min(TOP_LINES, len(self.lines)) - 1].end, TOP)
        for match in voiced_texts.SPEECH.finditer(self.text, 0, top):
            if giver := self._giver(match):
                behind = (line for line in self.lines if line.start >= match.end())
                return next(((giver, line.start) for line in behind if len(self.words(line).split()) > OPENING), None)
        return None

    def _giver(self, match: re.Match[str]) -> Span | None:
        """Return the person whose speech the match is: right behind *by*, or shortly before it on its line."""
        behind = next((name for name in self.persons if match.end() <= name.start < match.end() + NEAR), None)
        if behind and voiced_texts.BY.fullmatch(self.text, match.end(), behind.start):
            return behind
        start = max(self.text.rfind("\n", 0, match.start()) + 1, match.start() - NEAR)
        before = (name for name in self.persons if start <= name.start and name.end <= match.start())
        return next(reversed([*before]), None)

    def named_by_themselves(self) -> dict[Span, Entity]:
        """Return the names of those who say who they are, with whose they are: *My name is …*, *I'm …*, *It's Maud here*."""
        starts = {name.start: name for name in self.persons}
        found = ((starts[match.end()], match["sure"]) for match in voiced_texts.SELF.finditer(self.bare) if match.end() in starts)
        own = {name: self.persons[name] for name, sure in found if sure or voiced_texts.HERE.match(self.text, name.end)}
        if own:
            return own
        greeting = {name.span: entity for name, entity in self.entities.mentions if self._greets(name)}
        for entity in greeting.values():
            entity.kind = "person"
        return greeting

    def _greets(self, name: Name) -> bool:
        """Say whether a name opens its bearer's greeting: *Maud Ferris here, and welcome*."""
        return bool(voiced_texts.GREETS.match(self.bare, name.span.end)) and opens_sentence(self.bare, name.span.start)

    def office(self) -> Span | None:
        """Return the role in capitals that the one who speaks most often says to hold: *as your Mayor, I …*; None where none.

        Or what somebody says they are, as one of many: *as a Socialist, I …*.
        """
        spans = (Span(*match.span(match.lastgroup or 0)) for match in voiced_texts.OFFICE.finditer(self.bare))
        held = [span for span in spans if _is_role(self.words(span))]
        counts = Counter(map(self.words, held))
        return max(held, key=lambda span: (counts[self.words(span)], -span.start), default=None)

    def narrator(self) -> Span | None:
        """Return the name of the one who tells a story in the first person: others call them by it, they themselves never do.

        That is, it stands in quotations, set off as an address, and nowhere outside of them.
        """
        if len(voiced_texts.FIRST_PERSON.findall(self.bare)) < FIRST_PERSONS:
            return None
        called: Counter[Entity] = Counter()
        for name, entity in self.entities.mentions:
            start, end = name.span
            if self.bare[start] != " ":
                called[entity] -= len(self.entities.mentions)
            elif name.gender and _CALLED.search(self.text, start - 2, start) and self.text[end] in ',.!?”"':
                called[entity] += 1
        best = max(called, key=called.__getitem__, default=None)
        return best.names[0].span if best and called[best] > 0 else None


def author_in(title: str) -> str | None:
    """Return whose speech or letter a title says the text to be: *Address by the Hon. Maud Ferris to the Assembly*."""
    match = voiced_texts.TITLE.search(title)
    named = (name for name in names(title, match.end()) if name.kind == "person" and len(name.words[0]) > 1) if match else ()
    return next((name.text for name in named if "." not in name.words[0]), None)


def _is_role(words: str) -> bool:
    head = words.split(voiced_texts.OF)[0].casefold()
    return head in roles() or head.split()[-1] in roles()
