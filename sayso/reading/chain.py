"""The chain: from statements with their speakers to on whose word each content stands, and to how the story is sourced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sayso.language.en.cue_words import find as cue_words
from sayso.language.en.headlines import EXPLAINS, NAMES_ONLY
from sayso.language.en.saying_same import SMALL, stem
from sayso.language.en.words import PART_OF_WORD, without_genitive
from sayso.story import Claim, Link, Sourcing, Span, Spans, Statement, Story

SAME = 0.6
"""Share of the shorter text's words that two texts have in common if they say the same (overlap coefficient, Szymkiewicz 1934 and
Simpson 1943): at .5 two words of a headline of four would do."""
FEWEST = 3
"""Words of substance without which two texts cannot be said to say the same."""

_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s")
_QUOTES = frozenset("\"“‘'«„")
COVERED = 0.85
"""Share of a headline's words of substance that one sentence of a content has if the headline asserts it. Of 2,000 stories of real
news five headlines assert something then, each what their story has from somebody; at .8 ten do, one of them wrongly."""

COMMON = 200
"""Statements that may share a word before it says nothing: bounds the time of a story of any length."""


def chained(story: Story) -> tuple[Statement, ...]:
    """Return the story's statements with their chains: the outlet and its agency, then one link for each statement from outside in.

    The agency is one with the outlet where they have one name. A statement without a source is a link of nobody; one that is unsure
    is no link of another's chain.
    """
    first: list[Link] = []
    agency = story.dateline.agency if story.dateline else None
    if story.outlet and (not agency or story.outlet.casefold() != agency.casefold()):
        first.append(Link("outlet", story.outlet))
    if agency and story.dateline:
        first.append(Link("agency", agency, (story.dateline.text,)))
    links = [Link("speaker", s.speaker, s.source, index, s.speaker_index) for index, s in enumerate(story.statements)]
    return tuple(
        replace(s, chain=(*first, *(links[i] for i in _path(story.statements, index)))) for index, s in enumerate(story.statements)
    )


def _path(statements: Sequence[Statement], index: int) -> list[int]:
    """Return the statements around one that are sure, the outermost first, and its own last."""
    return [i for i in around(statements, index) if i == index or not statements[i].unsure]


def around(statements: Sequence[Statement], index: int) -> list[int]:
    """Return the indices of the statements around one, the outermost first, and its own last."""
    path = [index]
    while (parent := statements[path[-1]].parent) is not None and parent not in path and parent < len(statements):
        path.append(parent)
    return path[::-1]


def sourcing(story: Story) -> Sourcing:
    """Count on whom speech and writing that are sure rest, and find what headline and deck assert though only somebody says so."""
    statements = story.statements
    counted = [index for index, statement in enumerate(statements) if statement.quoted]
    words = [_words(story.text, statement.content) for statement in statements]
    paths = {index: _path(statements, index) for index in counted}
    counts = dict.fromkeys(("named", "unnamed", "nobody"), 0)
    anonymous = 0
    for path in paths.values():
        links = {statements[i].sourced for i in path}
        rests = "nobody" if "nobody" in links else "named" if links == {"named"} else "unnamed"
        counts[rests] += 1
        anonymous += rests == "unnamed" and "anonymous" in links
    holders = _holders({index: words[index] for index in counted})
    single = sum(not _said_by_another(statements, words, paths, holders, index) for index in counted)
    return Sourcing(**counts, anonymous=anonymous, single=single, claims=tuple(_claims(story, words)))


def _holders(words: Mapping[int, frozenset[str]]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = {}
    for index, held in words.items():
        for word in held:
            holders.setdefault(word, []).append(index)
    return holders


def _said_by_another(
    statements: Sequence[Statement],
    words: Sequence[frozenset[str]],
    paths: Mapping[int, list[int]],
    holders: dict[str, list[int]],
    index: int,
) -> bool:
    """Say whether another speaker says the same, in a statement that stands neither in this one nor around it."""
    shared = Counter(other for word in words[index] for other in holders[word][:COMMON])
    return any(
        statements[other].speaker_index != statements[index].speaker_index
        and _alike(words[index], words[other])
        and other not in paths[index]
        and index not in paths[other]
        for other, count in shared.items()
        if count >= FEWEST * SAME
    )


def _claims(story: Story, words: list[frozenset[str]]) -> list[Claim]:
    """Find what headline and deck assert flatly, though a statement of the body has it from somebody.

    In doubt nothing is found: a headline that tells of saying or thinking, that asks, explains or only names its subject, or that
    says more than a sentence of the statement, asserts nothing.
    """
    claims = []
    for part in (story.headline, story.deck):
        if part is None or not _asserts(story, part):
            continue
        asserted = _words(story.text, (part,))
        same = [
            index
            for index, statement in enumerate(story.statements)
            if statement.where == "body" and statement.parent is None and statement.quoted and statement.asserted is not False
            if not statement.negated and len(asserted & words[index]) >= max(FEWEST, COVERED * len(asserted))
            if any(len(asserted & said) >= COVERED * len(asserted) for said in _sentences(story.text, statement.content))
        ]
        if same:
            speakers = tuple(dict.fromkeys(n for i in same if (n := story.statements[i].speaker_index) is not None))
            claims.append(Claim(Span(*part), tuple(same), speakers))
    return claims


def _sentences(text: str, content: Spans) -> Iterator[frozenset[str]]:
    """Yield the words of substance of each sentence of a content."""
    for start, end in content:
        edges = [start, *(found.end() for found in _SENTENCE_END.finditer(text, start, end)), end]
        yield from (_words(text, (Span(*sentence),)) for sentence in pairwise(edges))


def _asserts(story: Story, part: Span) -> bool:
    """Say whether a headline or a deck says something by itself: no statement stands in it, no cue, no question."""
    if any(
        statement.parent is None and any(part.start <= a < part.end for a, _ in statement.content) for statement in story.statements
    ):
        return False
    if any(item.cue and item.cue.stance for item in cue_words(story.text, *part)):
        return False
    words = story.text[slice(*part)]
    return not (
        words[0] in _QUOTES or "?" in words or EXPLAINS.match(words) or (NAMES_ONLY.match(words) and not words.endswith("."))
    )


def _words(text: str, spans: Spans) -> frozenset[str]:
    found = (without_genitive(word.casefold()) for a, b in spans for word in PART_OF_WORD.findall(text, a, b))
    return frozenset(stem(word) for word in found if word not in SMALL and len(word) > 1)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return min(len(one), len(other)) >= FEWEST and len(one & other) >= SAME * min(len(one), len(other))
