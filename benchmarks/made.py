"""Made stories: from a seed to news of any number, with the statements in it, for archives too large to be read for a benchmark.

Words are drawn as in a language (by Zipf's law, exponent 1), and so are speakers and outlets; the letters mean nothing.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate

from sayso.story import Kind, Link, Person, Sourcing, Span, Speaker, Stance, Statement, Story

VOCABULARY = 30_000
"""Words."""
PEOPLE, OUTLETS = 20_000, 200
FIRST, DAYS = date(2019, 1, 1), 2000
"""Days of publication."""
STATEMENTS = 12
"""Statements a story, about: PolNeAR's stories have 24 in 680 words, these are half as long."""

_CUES: tuple[tuple[str, Stance], ...] = (
    ("said", "neutral"), ("told", "neutral"), ("claimed", "distancing"), ("warned", "neutral"), ("confirmed", "endorsing"),
)  # fmt: skip
_SYLLABLES = (
    "ba",
    "cor",
    "del",
    "en",
    "fi",
    "gor",
    "ha",
    "is",
    "jun",
    "ka",
    "lo",
    "mer",
    "no",
    "or",
    "pel",
    "ra",
    "si",
    "ton",
    "ul",
    "ver",
)


class Zipf:
    """Draws of the numbers from 0 to ``size``, the lower the oftener."""

    def __init__(self, size: int) -> None:
        self._sums = list(accumulate(1 / (rank + 1) for rank in range(size)))

    def draw(self, chance: random.Random) -> int:
        """Return a number."""
        return bisect(self._sums, chance.random() * self._sums[-1])


def word(number: int) -> str:
    """Return the word of a rank: the commoner the shorter."""
    letters = ""
    number += 1
    while number:
        number, at = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[at]
    return letters


def person(number: int) -> str:
    """Return the name of the person of a rank; some surnames are borne by several."""
    return f"{word(number % 311 + 40).title()} {word(number // 3 + 400).title()}"


def stories(count: int, seed: int = 1) -> Iterator[Story]:
    """Yield so many stories, the same for the same seed."""
    chance = random.Random(seed)
    words, people, outlets = Zipf(VOCABULARY), Zipf(PEOPLE), Zipf(OUTLETS)
    vocabulary = [word(rank) for rank in range(VOCABULARY)]
    for number in range(count):
        yield _story(number, chance, words, people, outlets, vocabulary)


def _story(number: int, chance: random.Random, words: Zipf, people: Zipf, outlets: Zipf, vocabulary: Sequence[str]) -> Story:
    def some(least: int, most: int) -> str:
        return " ".join(vocabulary[words.draw(chance)] for _ in range(chance.randint(least, most)))

    cast = sorted({people.draw(chance) for _ in range(chance.randint(2, 5))})
    speakers = [Speaker(person(each), "person", (person(each),)) for each in cast]
    silent = [person(each) for each in {people.draw(chance) for _ in range(chance.randint(0, 3))}.difference(cast)]
    headline = some(5, 9).capitalize() + (f" {speakers[0].name}" if number % 2 else "")
    text = f"{headline}\n\n"
    speakers.append(Speaker(None, "unnamed"))
    outlet = f"The {word(outlets.draw(chance) + 900).title()}"
    statements: list[Statement] = []
    unnamed = 0
    for at in range(chance.randint(STATEMENTS // 2, STATEMENTS * 3 // 2)):
        index = chance.randrange(len(speakers))
        name = speakers[index].name
        unnamed += name is None
        cue, stance = chance.choice(_CUES)
        kind: Kind = chance.choice(("direct", "indirect", "mixed"))
        start = len(text)
        text += f"{some(8, 25)}, "
        content = Span(start, len(text) - 2)
        source = Span(len(text), len(text) + len(name or "an official"))
        text += f"{name or 'an official'} "
        said = Span(len(text), len(text) + len(cue))
        text += f"{cue}. "
        inside = at - 1 if at % 5 == 4 else None
        link = Link("speaker", name, (source,), at, index)
        chain = (*(statements[inside].chain if inside is not None else (Link("outlet", outlet),)), link)
        statements.append(
            Statement(
                (source,), (said,), (content,), inside, kind, "body", statements[inside].depth + 1 if inside is not None else 0,
                name, index, name is None, stance=stance, negated=False, asserted=True, chain=chain,
            )
        )  # fmt: skip
        met = f"{chance.choice(silent)} " if silent and at % 4 == 0 else ""
        text += f"{met}{some(5, 20)}.{chr(10) * 2 if at % 3 == 2 else ' '}"
    return Story(
        f"made-{number}",
        text,
        tuple(statements),
        url=f"https://{outlet.split()[1].lower()}.example/{number}",
        outlet=outlet,
        published=(FIRST + timedelta(days=chance.randrange(DAYS))).isoformat(),
        headline=Span(0, len(headline)),
        body=Span(len(headline) + 2, len(text)),
        speakers=tuple(speakers),
        people=_people(text, speakers, silent),
        sourcing=Sourcing(named=len(statements) - unnamed, unnamed=unnamed),
    )


def _people(text: str, speakers: Sequence[Speaker], silent: Sequence[str]) -> tuple[Person, ...]:
    """Return whom of the speakers and of those who do not speak the text names, in order."""
    named = [(each.name, number) for number, each in enumerate(speakers) if each.name] + [(name, None) for name in silent]
    found = ((name, tuple(Span(*match.span()) for match in re.finditer(rf"\b{name}\b", text)), number) for name, number in named)
    return tuple(sorted((Person(*each) for each in found if each[1]), key=lambda person: person.mentions))
