"""Claim view: from a claim to what its page shows: how far it came on how little, its roots, its way, and its wordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sayso.alike import key
from sayso.ask.claims import ListedClaim, Shared, summary
from sayso.claim import LOSSES, Mention, Piece, TracedClaim
from sayso.show.claims import CHANGES
from sayso.show.claims import LOSSES as LOST
from sayso.show.telling import counted
from sayso.web.timeline import timeline

COLOURS = 6
"""Roots that have a colour of their own; all have a number."""
DEEPEST = 12
"""Levels of the tree: browsers make a mess of hundreds."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording of an utterance: its pieces, its change from the fullest one in words, and the mentions that have it."""

    pieces: tuple[Piece, ...]
    change: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Voiced:
    """An utterance: on whom it rests, the number of its voice, and its wordings, the fullest first."""

    root: str
    voice: int
    mentions: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody on the way of a claim, with their mentions, and who had it from there.

    ``kind``: a ``root``, an ``unnamed`` one, an outlet that says it ``itself``, somebody ``between``, or an ``outlet``.
    """

    name: str
    kind: str
    voice: int
    mentions: tuple[Mention, ...]
    below: tuple[Node, ...]


def told(claim: TracedClaim) -> dict[str, Any]:
    """Return what the page of a claim shows."""
    numbers = {voice: number for number, voice in enumerate(dict.fromkeys(each.voice for each in claim.mentions), 1)}
    found = summary(claim)
    return {
        "claim": claim,
        "listed": found,
        "glance": glance(found),
        "losses": losses(claim.mentions),
        "timeline": timeline(claim.mentions, numbers),
        "tree": tree(claim.mentions, numbers),
        "utterances": utterances(claim.mentions, numbers),
    }


def glance(claim: ListedClaim) -> str:
    """Return how far a claim came, and on how little: ``10 outlets, one root``."""
    roots = "one root" if claim.independent == 1 else f"{claim.independent:,} independent roots"
    return f"{counted(claim.outlets, 'outlet')}, {roots}{', without a name' if claim.unnamed else ''}"


def elsewhere(statement: Shared) -> str:
    """Return how far a statement of a story came: ``4 outlets, one root; first in the Tidings, 2024-05-03``."""
    roots = "one root" if statement.independent == 1 else f"{statement.independent:,} independent roots"
    first = ", ".join(filter(None, [statement.first_outlet, (statement.first_seen or "")[:10]]))
    return f"{counted(statement.outlets, 'outlet')}, {roots}{f'; first in {first}' if statement.first_outlet else ''}"


def look(voice: int) -> str:
    """Return the class of the style sheet that has the colour of a voice."""
    return f"s{voice}" if voice <= COLOURS else "sn"


def losses(mentions: Sequence[Mention]) -> list[tuple[str, int]]:
    """Return what mentions of a claim lost, in words, and how many did."""
    counts = Counter(loss for each in mentions for loss in each.losses)
    return [(LOST[loss], counts[loss]) for loss in LOSSES if counts[loss]]


def changed(mention: Mention) -> str:
    """Return what a mention changed, in words; nothing where it has the fullest wording."""
    return CHANGES[mention.change] if any(what != "kept" for what, _ in mention.pieces) else ""


def utterances(mentions: Sequence[Mention], numbers: dict[int, int]) -> list[Voiced]:
    """Return the utterances of a claim by their first mention, each with its wordings, the fullest first, then as they came."""
    found: dict[int, dict[tuple[Piece, ...], list[Mention]]] = {}
    for each in mentions:
        found.setdefault(each.utterance, {}).setdefault(each.pieces, []).append(each)
    return [
        Voiced(
            root=(first := next(iter(wordings.values()))[0]).root,
            voice=numbers[first.voice],
            mentions=sum(map(len, wordings.values())),
            variants=tuple(
                sorted(
                    (Variant(pieces, changed(own[0]), tuple(own)) for pieces, own in wordings.items()),
                    key=lambda each: bool(each.change),
                )
            ),
        )
        for wordings in found.values()
    ]


@dataclass(slots=True)
class _Branch:
    name: str
    kind: str
    voice: int
    mentions: list[Mention] = field(default_factory=list)
    below: dict[str, _Branch] = field(default_factory=dict)


def tree(mentions: Sequence[Mention], numbers: dict[int, int]) -> tuple[Node, ...]:
    """Fold the chains of mentions into one: from each root over those who passed it on to outlets, and on to who had it there."""
    by_statement = {each.statement: each for each in mentions}
    named = {each.root for each in mentions if each.speaker}
    whole = _Branch("", "", 0)
    for each in mentions:
        branch = whole
        path = _path(each, by_statement, frozenset())
        steps = path if len(path) <= DEEPEST else (*path[: DEEPEST - 1], path[-1])
        for at, name in enumerate(steps):
            kind = "between" if at else "root" if name in named else "itself" if key(name) == key(each.outlet or "") else "unnamed"
            branch = branch.below.setdefault(key(name), _Branch(name, kind, numbers[each.voice]))
        if branch.kind == "between":
            branch.kind = "outlet"
        branch.mentions.append(each)
    return tuple(map(_frozen, whole.below.values()))


def _path(mention: Mention, by_statement: dict[int, Mention], met: frozenset[int]) -> tuple[str, ...]:
    """Return who stands between a root and an outlet, with both: first whoever stands before the mention that it was had from."""
    outlet = mention.outlet or "outlet not known"
    giver = by_statement.get(mention.heard_from or 0)
    begun: tuple[str, ...] = (mention.root,)
    if giver is not None and giver.statement not in met and giver.voice == mention.voice and len(met) < DEEPEST:
        begun = _path(giver, by_statement, met | {mention.statement})
    known = {key(name) for name in begun} | {key(outlet), key(mention.root)}
    inner, *between = reversed(mention.chain.split(" → "))
    known.add(key(inner))
    for name in (*between, *([mention.via] if mention.via else [])):
        if key(name) not in known:
            begun = (*begun, name)
            known.add(key(name))
    # Only a mention that nobody else is behind has its outlet for a root.
    return begun if key(begun[-1]) == key(outlet) else (*begun, outlet)


def _frozen(branch: _Branch) -> Node:
    below = tuple(map(_frozen, branch.below.values()))
    return Node(branch.name, branch.kind, branch.voice, tuple(branch.mentions), below)
