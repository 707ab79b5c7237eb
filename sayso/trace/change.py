"""Change: what a wording made of another one, in words, and what a mention lost that others of its utterance have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from sayso.claim import LOSSES, Change, Loss, Piece
from sayso.language.en.saying_same import HEDGES, WORD
from sayso.trace.compare import Said, edits, turned

BLOCK = 3
"""Words in a row that count as taken over."""
TAKEN = 0.8
"""Share of a wording's words that stand in such runs, from which on it is made of the other's words. Cutting needs small words."""
ALL = 0.9
"""Share from which on all of them are taken over."""
GAP = 2
"""Words left out between two runs that are still one run: a comma moved, a *the* dropped."""


SENTENCE = 25
"""Words of a content that is one sentence: a doubt anywhere in it is a doubt of the whole."""

HEADLINED = (0.3, 0.2)
"""Shares of a headline's words, and of a content's, that both have, from which on the one asserts the other."""
HEADLINE_SHARES = 4.0
"""What the words weigh at least that a headline has in common with what it asserts."""
_NOT_ITS_OWN = re.compile(r'[“"‘?]|^(?:\S+\s+){0,2}\S+:')
"""Quotation marks, a question, and up to three words before a colon."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A mention as it is held against others: its words, who stands behind it, and how the outlet gives it.

    ``sourced``: there is a source; ``links``: speakers between outlet and content; ``doubted``: the cue keeps its distance.
    ``denied``: the cue denies the saying. ``flat``: the headline asserts the same in the outlet's own voice.
    """

    said: Said
    sourced: bool = True
    links: int = 1
    doubted: bool = False
    denied: bool = False
    flat: bool = False


def fullest_of(contents: Sequence[str]) -> str:
    """Return the wording that says most, the first of those that say as much."""
    return max(contents, key=lambda content: fullness(Said(content)))


def fullness(said: Said) -> tuple[float, int]:
    """Return how much a wording says: what its words weigh, and how many they are."""
    return round(said.substance, 6), len(said.stems)


def change(fullest: Said, other: Said) -> Change:
    """Return how a wording differs from the fullest one of its utterance."""
    one, two = fullest.stems, other.stems
    if one == two:
        return "identical"
    blocks = [
        block
        for block in SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
        if block.size >= min(BLOCK, len(two))
    ]
    kept = sum(block.size for block in blocks)
    if kept >= ALL * len(one) and kept >= ALL * len(two):
        return "identical" if len(blocks) == 1 else "reworded" if len(one) == len(two) else "shortened"
    if kept >= ALL * len(one):
        return "lengthened"
    if kept >= TAKEN * len(two):
        cuts = [later.a - earlier.a - earlier.size for earlier, later in pairwise(blocks)]
        return "spliced" if any(cut > GAP for cut in cuts) else "shortened"
    return "spliced" if _covered(two, one) >= TAKEN else "reworded"


def _covered(words: Sequence[str], of: Sequence[str]) -> float:
    """Return the share of words that stand in runs of BLOCK which the other has too, in any order."""
    runs = {tuple(of[at : at + BLOCK]) for at in range(len(of) - BLOCK + 1)}
    covered = {at + step for at in range(len(words) - BLOCK + 1) if tuple(words[at : at + BLOCK]) in runs for step in range(BLOCK)}
    return len(covered) / len(words) if words else 0.0


def pieces(fullest: str, other: str) -> tuple[Piece, ...]:
    """Return the words of both as they are printed: kept, struck from the fullest wording, added to it."""
    one, two = fullest.split(), other.split()
    plain, its = ([" ".join(WORD.findall(word.casefold())) or word for word in words] for words in (one, two))
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, plain, its, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("kept", " ".join(two[c:d])))
            continue
        # Dashes and ellipses alone are no change.
        if any(map(WORD.search, one[a:b])):
            found.append(("struck", " ".join(one[a:b])))
        if d > c:
            found.append(("added" if any(map(WORD.search, two[c:d])) else "kept", " ".join(two[c:d])))
    return tuple(found)


def asserts(headline: str, content: Said) -> bool:
    """Say whether a headline asserts a content as its own: quotation marks, a question and a name before a colon do not."""
    own = Said(headline)
    if _NOT_ITS_OWN.search(headline) or not own.substance or not content.substance:
        return False
    shared = sum(own.rarities[each] for each in own.rarities.keys() & content.rarities.keys())
    of_headline, of_content = HEADLINED
    return shared >= max(HEADLINE_SHARES, of_headline * own.substance, of_content * content.substance)


def losses(wordings: Sequence[Wording]) -> list[tuple[Loss, ...]]:
    """Return what each mention of an utterance lost that others have, the mentions in time.

    Nobody loses what only later ones have. The *not* is lost where fewer have it as it is told there.
    """
    whole = max(wordings, key=lambda each: fullness(each.said))
    turns = [turned(whole.said, each.said, *edits(whole.said, each.said)) != (whole.denied != each.denied) for each in wordings]
    few = sum(turns) * 2 < len(turns) or (sum(turns) * 2 == len(turns) and not turns[0])
    return [_losses(own, whole, wordings, turns=turn == few) for own, turn in zip(wordings, turns, strict=True)]


def _losses(own: Wording, whole: Wording, all_: Sequence[Wording], *, turns: bool) -> tuple[Loss, ...]:
    before = [each for each in all_ if each is not own and not _later(each, own)]
    found: set[Loss] = {"negation"} if turns else set()
    if not own.sourced and any(each.sourced for each in before):
        found.add("speaker")
    elif own.links < max((each.links for each in before), default=0):
        found.add("link")
    if not own.doubted and any(_doubts(each, own) for each in {id(each): each for each in (whole, *before[:1])}.values()):
        found.add("hedge")
    if own.flat:
        found.add("headline")
    return tuple(loss for loss in LOSSES if loss in found)


def _later(one: Wording, other: Wording) -> bool:
    return one.said.day is not None and other.said.day is not None and one.said.day > other.said.day


def _doubts(one: Wording, other: Wording) -> bool:
    """Say whether the one has a doubt that the other has not: in place of its words, or anywhere in a content of one sentence."""
    if one is other or _later(one, other):
        return False
    struck, added = edits(one.said, other.said)
    if len(one.said.stems) <= SENTENCE and HEDGES.isdisjoint(other.said.stems):
        struck = list(one.said.stems)
    return (one.doubted or not HEDGES.isdisjoint(struck)) and HEDGES.isdisjoint(added)
