"""Index: from a statement to the keys under which it is filed. Two that may be one have a key in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

from sayso.language.en.saying_same import weight
from sayso.trace.compare import AT_LENGTH, Said

RUN, WINDOW = 5, 3
"""Winnowing (Schleimer, Wilkerson and Aiken 2003): of each WINDOW runs of RUN words in a row the one with the least hash is a key,
so that two contents with any 7 words in a row in common meet."""
RAREST = 8
"""Rarest words of a content that are filed in pairs: two contents with two of them in common meet."""
UNCOMMON = 1.5
"""What each word of such a pair weighs at least: it stands in no more than one of seven stories. Commoner ones meet by chance."""
MEETING = 5.0
"""What both words of such a pair weigh together, at least."""
RUN_WEIGHS = 4.0
"""What the words of a run weigh at least to be a key: *I don't know what* says nothing."""
LEAST = 5.0
"""Weight of a content's words below which it has no keys: a request for comment, *it was a good day*."""
FEWEST = 4
"""Words without which it has none."""
DAYS = 28
"""Days of a period. Keys of one period lie together in the database, so that the news of the day is written to few of its pages."""
WITHIN = 14
"""Days at most between the publication of two statements that are compared."""
PERIOD = 40
"""Bits of a key behind those of its period."""
EVER = -1
"""The period of keys that are sought at all times."""


@lru_cache(maxsize=256)
def keys(said: Said) -> frozenset[int]:
    """Return the keys of a statement, without its period: numbers of 40 bits. None where there is too little to tell it by."""
    if len(said.stems) < FEWEST or said.substance < LEAST:
        return frozenset()
    return frozenset((*_winnowed(said), *_pairs(said)))


def filed(said: Said) -> list[int]:
    """Return the keys of a statement in the period of its publication, as signed numbers of 64 bits."""
    return sorted(
        [*(_in_period(each, EVER) for each in _at_length(said)), *(_in_period(each, period(said.day)) for each in keys(said))]
    )


def sought(said: Said) -> list[int]:
    """Return the keys under which those are filed that were published within WITHIN days: without a date, those without one.

    Who is quoted at length is looked for at all times.
    """
    periods = [period(None)] if said.day is None else range(period(said.day - WITHIN), period(said.day + WITHIN) + 1)
    found = keys(said)
    of_its_time = (_in_period(each, one) for one in periods for each in found)
    return sorted([*(_in_period(each, EVER) for each in _at_length(said)), *of_its_time])


def within(one: int | None, other: int | None) -> bool:
    """Say whether two days are so near that statements of them are compared: an unknown day is near to all."""
    return one is None or other is None or abs(one - other) <= WITHIN


def period(day: int | None) -> int:
    """Return the period of a day (ordinal), 0 for none."""
    return day // DAYS + 1 if day is not None else 0


def _in_period(value: int, number: int) -> int:
    return number << PERIOD | value


def _winnowed(said: Said) -> Iterator[int]:
    yield from _runs(said.stems, said.weights, RUN)


@lru_cache(maxsize=256)
def _at_length(said: Said) -> frozenset[int]:
    """Return the keys of what stands in quotation marks, AT_LENGTH words in a row and more."""
    found: set[int] = set()
    if len(said.stems) >= AT_LENGTH and said.substance >= LEAST:
        for inside, words in groupby(zip(said.quoted, said.stems, said.bare, strict=True), key=itemgetter(0)):
            _, stems, weights = zip(*words, strict=True)
            if inside and len(stems) >= AT_LENGTH:
                found.update(_runs(stems, weights, AT_LENGTH - WINDOW + 1))
    return frozenset(found)


def _runs(stems: Sequence[str], weights: Sequence[float], run: int) -> Iterator[int]:
    hashes = [(_hash(" ".join(stems[at : at + run])), at) for at in range(len(stems) - run + 1)]
    windows = max(len(hashes) - WINDOW + 1, min(len(hashes), 1))
    for value, at in {min(hashes[first : first + WINDOW]) for first in range(windows)}:
        if sum(weights[at : at + run]) >= RUN_WEIGHS:
            yield value


def _pairs(said: Said) -> Iterator[int]:
    rarities = {each: weight(each) for each in said.rarities}
    by_rarity = sorted(rarities, key=lambda each: (-rarities[each], each))[:RAREST]
    words = sorted(each for each in by_rarity if rarities[each] >= UNCOMMON)
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            if rarities[one] + rarities[other] >= MEETING:
                yield _hash(f"{one}|{other}")


def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=PERIOD // 8).digest(), "big")
