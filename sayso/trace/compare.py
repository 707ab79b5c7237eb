"""Compare: from two statements to what tells whether they give one act of saying. It knows these two alone, and no archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import Match, SequenceMatcher
from functools import cached_property

from sayso.alike import key
from sayso.language.en.saying_same import LIMITS, NEGATORS, RAREST, WORD, stem, weight

LONGEST = 300
"""Words of a content that are compared: a speech that a story prints whole is told by its beginning."""
THIN = 12.0
"""Weight of a content below which there is little to tell it by: three or four words that are not common."""
GAP = 5
"""Words between two shared runs up to which the one side's stand in place of the other's."""
NAMED = 0.3
"""What a name weighs, beside another word as rare: two statements that name one general need not say the same of him."""
LEAST_HELD = 0.2
"""Share of the lighter content that the other holds, below which no pair is compared further: of 66 labelled pairs of one claim
that can be told by their words none lies below."""
LEAST_SHARED = 4.0
"""What all words that two contents share weigh at least: *I don't know what is going to happen* is said by many, of many things."""

AT_LENGTH = 8
"""Words in a row inside quotation marks that nobody says twice."""

_QUOTED = re.compile(r"[“\"‘„«]([^“”\"„«»]{6,}?)(?:[”\"»]|$)")


@dataclass(frozen=True)
class Said:
    """What of a statement is compared: its content, who said it in the story's words, and the day of publication (ordinal)."""

    content: str
    speaker: str | None = None
    source: str | None = None
    day: int | None = None
    outlet: str | None = None

    @cached_property
    def _words(self) -> list[re.Match[str]]:
        return list(WORD.finditer(self.content))[:LONGEST]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Each word's stem, in order."""
        return tuple(stem(found.group().casefold()) for found in self._words)

    @cached_property
    def bare(self) -> tuple[float, ...]:
        """How rare each word is, names too."""
        return tuple(map(weight, self.stems))

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """How rare each word is; a name counts NAMED of that."""
        return tuple(rare * (NAMED if each in self.names else 1.0) for each, rare in zip(self.stems, self.bare, strict=True))

    @cached_property
    def rarities(self) -> dict[str, float]:
        """Stem → how rare it is."""
        return dict(zip(self.stems, self.weights, strict=True))

    @cached_property
    def substance(self) -> float:
        """What its words weigh, each once."""
        return sum(self.rarities.values())

    @cached_property
    def quoted(self) -> tuple[bool, ...]:
        """Whether each word stands in quotation marks."""
        marked = [found.span(1) for found in _QUOTED.finditer(self.content)]
        return tuple(any(start <= found.start() < end for start, end in marked) for found in self._words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in it."""
        return frozenset(each for each in self.stems if each[0].isdecimal())

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of words with a capital that do not open a sentence."""
        found = set()
        for each, its in zip(self._words, self.stems, strict=True):
            before = self.content[: each.start()].rstrip(" “\"‘'")
            if each.group()[0].isupper() and len(each.group()) > 1 and before and before[-1] not in ".!?…:":
                found.add(its)
        return frozenset(found)

    @cached_property
    def called(self) -> frozenset[str]:
        """The words of the speaker's name, and those of the source that have a capital."""
        capitals = [word for word in (self.source or "").split() if word[:1].isupper()]
        return frozenset(key(f"{self.speaker or ''} {' '.join(capitals)}").replace("'s", "").split())

    @cached_property
    def surname(self) -> str | None:
        """The last word of the speaker's name."""
        words = key(self.speaker or "").split()
        return words[-1] if words else None

    @cached_property
    def given(self) -> frozenset[str]:
        """The words of the speaker's name before its last, without initials."""
        return frozenset(word for word in key(self.speaker or "").split()[:-1] if len(word) > 1)


def ordinal(published: str | None) -> int | None:
    """Return the day of a date of publication; None for what is not known to the day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def compare(one: Said, other: Said) -> dict[str, float] | None:
    """Return what tells whether two statements say the same, each about 0 to 1; None where they share too little to ask.

    It is the same whichever of the two comes first.
    """
    light, heavy = sorted((one, other), key=lambda each: (each.substance, each.content, each.speaker or "", each.source or ""))
    common = light.rarities.keys() & heavy.rarities.keys()
    shared = sum(light.rarities[each] for each in common)
    if not light.substance:
        return None
    blocks = [
        block for block in SequenceMatcher(None, light.stems, heavy.stems, autojunk=False).get_matching_blocks() if block.size
    ]
    run = max((sum(light.weights[a : a + size]) for a, _, size in blocks), default=0.0)
    quoted = max((_in_quotes(light, heavy, a, b, size) for a, b, size in blocks), default=0.0)
    if max(shared, quoted) < max(LEAST_HELD * light.substance, LEAST_SHARED):
        return None
    names = light.names - heavy.rarities.keys() - heavy.called - light.called
    numbers = light.numbers - heavy.numbers if heavy.numbers else frozenset[str]()
    apart = abs(one.day - other.day) if one.day is not None and other.day is not None else 0
    agree = _agree(light, heavy)
    ones, others = edits(light, heavy, blocks)
    negated = turned(light, heavy, ones, others)
    figures = sum(light.rarities[each] for each in light.numbers & heavy.numbers)
    return {
        "run": min(run, 40.0) / 40,
        "quoted": min(quoted, 30.0) / 30,
        "held": shared / light.substance,
        "both": shared / heavy.substance,
        "shared": min(shared, 40.0) / 40,
        "names": sum(light.rarities[each] for each in names) / light.substance,
        "numbers": len(numbers) / len(light.numbers) if numbers else 0.0,
        "figures": min(figures, RAREST) / RAREST,
        "replaced": float(_replaced(ones, others)),
        "negation": float(negated),
        # What one speaker says with *not* here and without it there was passed on wrongly; another speaker denies it.
        "denied": float(negated and agree is not True),
        "agree": float(agree is True),
        "differ": float(agree is False),
        "days": min(apart, 14) / 14,
        "thin": max(0.0, THIN - light.substance) / THIN,
    }


def quotes(one: Said, other: Said) -> bool:
    """Say whether both quote one speaker with AT_LENGTH words in a row in common: told again years later, it is the same."""
    if _agree(one, other) is not True:
        return False
    blocks = SequenceMatcher(None, one.stems, other.stems, autojunk=False).get_matching_blocks()
    return any(
        all(one.quoted[a + step] and other.quoted[b + step] for step in range(at, at + AT_LENGTH))
        for a, b, size in blocks
        for at in range(size - AT_LENGTH + 1)
    )


def _in_quotes(light: Said, heavy: Said, a: int, b: int, size: int) -> float:
    """Return what of a shared run weighs that stands in quotation marks on both sides."""
    return sum(light.bare[a + step] for step in range(size) if light.quoted[a + step] and heavy.quoted[b + step])


def _agree(one: Said, other: Said) -> bool | None:
    """Say whether two speakers are one by their names; None where one of the two has none.

    Who says it without a speaker, and names the other's, speaks of them.
    """
    if not one.called or not other.called:
        told, silent = (one, other) if one.called else (other, one)
        return True if told.surname and stem(told.surname) in silent.names else None
    if one.surname and other.surname and one.surname == other.surname:
        # Two of one surname whose given names differ are two.
        return not (one.given and other.given) or bool(one.given & other.given)
    if any(each in one.called and each in other.called for each in (one.surname, other.surname) if each):
        return True
    return False if one.surname and other.surname else None


def edits(one: Said, other: Said, blocks: Sequence[Match] | None = None) -> tuple[list[str], list[str]]:
    """Return the stems of each that stand in place of those of the other: in gaps of GAP words at most between what both share.

    What stands before the first shared run counts too; longer gaps are other sentences, and turn nothing.
    """
    if blocks is None:
        blocks = SequenceMatcher(None, one.stems, other.stems, autojunk=False).get_matching_blocks()
    ones: list[str] = []
    others: list[str] = []
    a = b = 0
    for block in blocks:
        if block.size and block.a - a <= GAP and block.b - b <= GAP:
            ones += one.stems[a : block.a]
            others += other.stems[b : block.b]
        a, b = block.a + block.size, block.b + block.size
    return ones, others


def _replaced(ones: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether a number stands where the other has another one."""
    numbers, else_ = ({each for each in some if each[0].isdecimal()} for some in (ones, others))
    return bool(numbers and else_) and numbers.isdisjoint(else_)


def turned(one: Said, other: Said, ones: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether one side alone is negated: a negator stands among its ``edits``, and the other side has none at all.

    *Not before Monday* is *on Monday*, and no negation.
    """
    negated, too = _negated(ones), _negated(others)
    if negated == too:
        return False
    return NEGATORS.isdisjoint(other.stems if negated else one.stems)


def _negated(stems: Sequence[str]) -> bool:
    return not NEGATORS.isdisjoint(stems) and LIMITS.isdisjoint(stems)
