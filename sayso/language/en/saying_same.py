"""Saying the same: what of English tells whether two statements have one content: word stems, rarity, negators, hedges, numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sayso.language.en.lists import rows, word_set

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
"""A word or a number. What stands behind an apostrophe or a hyphen is a word of its own, so that typographies do not matter."""

RAREST = 6.6
"""What a word weighs that the list of rarities does not have: it stood in fewer than five of 3,503 stories."""

_ENDINGS = ("ing", "ed", "es", "s", "e")
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - so they are read
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905


@cache
def _numbers() -> Mapping[str, int]:
    return MappingProxyType(
        {word: number for number, word in enumerate(_UNITS)} | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    )


@cache
def rarity() -> Mapping[str, float]:
    """Stem → how rare it is in news: the natural logarithm of stories per story that has it. Unlisted ones weigh ``RAREST``."""
    return MappingProxyType({stem: float(weight) for stem, weight in rows("rarity.tsv")})


@cache
def stem(word: str) -> str:
    """Return a word in small letters without its commonest endings: *close*, *closed*, *closing* are one; so are 2, two."""
    if (number := _numbers().get(word)) is not None:
        return str(number)
    if word[0].isdecimal():
        return word.replace(",", "")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word


def weight(stem: str) -> float:
    """Return how rare a stem is in news."""
    return rarity().get(stem, RAREST)


NEGATORS = frozenset(
    map(stem, word_set("no not never none nothing nobody neither nor without cannot t deny denies denied denying refused rejected"))
)
"""Stems that turn what stands beside them; ``t`` is what is left of *don't* behind its apostrophe."""

LIMITS = frozenset(map(stem, word_set("before until till earlier sooner")))
"""Stems beside which a negator denies nothing: *not before Monday*, *not until noon*."""

HEDGES = frozenset(
    map(
        stem,
        word_set(
            """
            may might could perhaps maybe possible possibly appears apparently seems likely unlikely reported reportedly alleged
            allegedly alleging claims claiming suggests suspects potential potentially probably expects believes considering
            """
        ),
    )
)
"""Stems with which somebody holds back: modals of possibility and what marks hearsay or doubt (Hyland 2005, *Metadiscourse*)."""

SMALL = word_set(
    """
    a an the and or but nor so yet of in on at to for from by with about into over under after before until since as than that
    this these those it its he him his she her they them their we us our i me my you your who whom whose which what is are was
    were be been being am do does did has have had having will would shall should can could may might must not no n't if when
    while where how why there here up out off down also more most very too only just all any some said says say told tell
    asked
    """
)
"""Words of no substance: two texts that have only these in common do not say the same."""
