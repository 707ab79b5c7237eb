"""Root: whom a mention's chain ends at, from whom its outlet had it, and which utterances of a claim are independent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.alike import key
from sayso.trace.cluster import components


@dataclass(frozen=True, slots=True)
class Rests:
    """On whom a mention rests, as its story tells: ``name`` of the speaker, or ``source``, its words for one without a name.

    ``outlet`` published it, ``before`` are those between the outlet and the speaker, the outermost first: an agency, others who
    passed it on. ``origin`` is the outlet whose copy this is. ``vague`` says that the source is nobody definite.
    """

    name: str | None
    source: str | None
    outlet: str | None
    before: tuple[str, ...] = ()
    origin: str | None = None
    vague: bool = False

    @property
    def root(self) -> str:
        """Whom its chain ends at, in words: the outlet itself where there is no source."""
        return self.name or self.source or self.outlet or "nobody named"

    @property
    def silent(self) -> bool:
        """Whether it tells nothing of whom it is from."""
        return not (self.name or self.source or self.before or self.origin)

    @property
    def via(self) -> str | None:
        """From whom the outlet had it, where that is told."""
        return self.origin or (self.before[-1] if self.before else None)


def passed_on(mentions: Sequence[Rests]) -> list[Rests]:
    """Return on whom each mention of a claim rests, where the outlet of another one is nobody's source: it only passed it on."""
    outlets = {each.outlet for each in mentions if each.outlet}
    given = {each.name for each in mentions if each.name}
    theirs = {name: {outlet for outlet in outlets if one_name(name, outlet)} for name in given}
    return [
        replace(each, name=None, source=None, before=(*each.before, each.name))
        if each.name and theirs[each.name] - {each.outlet}
        else each
        for each in mentions
    ]


def root(mentions: Sequence[Rests]) -> Rests:
    """Return on whom an utterance rests: the name that most of its mentions give, else the source, else the outlet of the first."""
    between = {key(name) for each in mentions for name in each.before}
    for kind in ("name", "source"):
        # Who passes it on in one chain is not whom it ends at, though another mention knows nobody else.
        all_given = [each for each in mentions if getattr(each, kind)]
        given = [each for each in all_given if key(getattr(each, kind)) not in between] or all_given
        if given:
            counts = Counter(key(getattr(each, kind)) for each in given)
            # The fullest of the commonest: it says most, and no order of arrival decides.
            return max(given, key=lambda each: (counts[key(getattr(each, kind))], len(getattr(each, kind)), getattr(each, kind)))
    return mentions[0]


def roots(utterances: Mapping[int, Sequence[Rests]]) -> dict[int, str]:
    """Return on whom each utterance of a claim rests, in words: one person by the fullest form of their name."""
    own = {number: root(mentions) for number, mentions in utterances.items()}
    names = sorted({each.name for each in own.values() if each.name}, key=lambda name: (-len(name), name))
    fullest = {name: next(other for other in names if one_name(other, name)) for name in names}
    return {number: fullest[each.name] if each.name else each.root for number, each in own.items()}


def one_name(one: str, other: str) -> bool:
    """Say whether two names are one: the same last word, and no other word of the shorter one that the longer one lacks."""
    short, long = sorted((key(name).removeprefix("the ").split() for name in (one, other)), key=len)
    return bool(short) and short[-1] == long[-1] and set(short) <= set(long)


def voices(utterances: Mapping[int, Sequence[Rests]]) -> dict[int, int]:
    """Return for each utterance of a claim the first of those with which it shares a voice: other voices are independent of it.

    Two share one where their roots are one; where all mentions of one had it from an outlet or a speaker of the other; and where
    neither root has a name, unless both are described, and otherwise.
    """
    numbers = sorted(utterances)
    roots = {number: root(utterances[number]) for number in numbers}
    joined = [
        (one, other)
        for at, one in enumerate(numbers)
        for other in numbers[at + 1 :]
        if _one_root(roots[one], roots[other])
        or _had_from(utterances[one], utterances[other])
        or _had_from(utterances[other], utterances[one])
    ]
    return {number: min(group) for group in components(numbers, joined) for number in group}


def _one_root(one: Rests, other: Rests) -> bool:
    if one.name and other.name:
        return one_name(one.name, other.name)
    if one.name or other.name:
        return False
    told = one.source and other.source and not (one.via or other.via or one.vague or other.vague)
    return not told or key(one.source or "") == key(other.source or "")


def _had_from(ones: Sequence[Rests], others: Sequence[Rests]) -> bool:
    """Say whether all mentions of one utterance that name anybody name an outlet, or a speaker, that stands behind the other."""
    givers = {name for each in others for name in (each.outlet, each.name) if name}
    named = [[name for name in (each.origin, *each.before, each.name) if name] for each in ones if not each.silent]
    return bool(named) and all(any(one_name(name, giver) for name in names for giver in givers) for names in named)
