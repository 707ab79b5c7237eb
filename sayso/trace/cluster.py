"""Cluster: from pairs of statements and how likely each is one to utterances and claims. It knows no order of arrival."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sayso.trace.index import within

JOINED = 0.42
"""Mean likelihood over all pairs of two groups from which on they are one (average linkage, Sokal and Michener 1958). A pair that
was not decided counts nothing, so that a statement is not drawn in by one member alone of three: this is the bound on chains."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How ``likely`` pairs are, each in both orders, and which were asked about at all.

    Not asked about are two of one ``outlet``, and two of days that are far from each other, unless they are likely. ``rank`` orders
    members by what stands in them, and breaks ties.
    """

    likely: Mapping[tuple[int, int], float]
    rank: Mapping[int, int]
    outlet: Mapping[int, Hashable]
    day: Mapping[int, int | None] = field(default_factory=dict)

    def ordered(self) -> list[tuple[tuple[int, int], float]]:
        """Return the pairs in the order of what stands in them."""
        return sorted(self.likely.items(), key=lambda item: (self.rank[item[0][0]], self.rank[item[0][1]]))

    def mean(self, total: float, one: frozenset[int], other: frozenset[int]) -> float:
        """Return the mean over the pairs of two groups that were asked about, of which the likelihoods make ``total``."""
        days = [day for member in (*one, *other) if (day := self.day.get(member)) is not None]
        if days and not within(min(days), max(days)):
            asked = sum(self._asked(a, b) for a in one for b in other)
        else:
            counts: dict[Hashable, int] = {}
            for member in other:
                counts[self.outlet[member]] = counts.get(self.outlet[member], 0) + 1
            asked = len(one) * len(other) - sum(counts.get(self.outlet[member], 0) for member in one)
        return total / asked if asked else 0.0

    def _asked(self, one: int, other: int) -> bool:
        near = self.outlet[one] != self.outlet[other] and within(self.day.get(one), self.day.get(other))
        return near or (one, other) in self.likely


def components(members: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Return the groups of members that lead to each other by pairs."""
    group: dict[int, set[int]] = {member: {member} for member in members}
    for one, other in pairs:
        if group[one] is not group[other]:
            small, large = sorted((group[one], group[other]), key=len)
            large |= small
            for member in small:
                group[member] = large
    return list({id(each): each for each in group.values()}.values())


def cluster(begun: Sequence[frozenset[int]], compared: Compared, joined: float = JOINED) -> list[frozenset[int]]:
    """Join groups as long as the mean likelihood of their pairs reaches ``joined``, the likeliest first."""
    rank = compared.rank
    groups = dict(enumerate(sorted(begun, key=lambda each: min(rank[one] for one in each))))
    sums: dict[int, dict[int, float]] = {number: {} for number in groups}
    home = {member: number for number, members in groups.items() for member in members}
    for (one, other), value in compared.ordered():
        if (a := home[one]) != (b := home[other]):
            sums[a][b] = sums[a].get(b, 0.0) + value
    mean = {(a, b): compared.mean(total, groups[a], groups[b]) for a, row in sums.items() for b, total in row.items() if a < b}
    while mean:
        # By the place in time where two are as likely: groups bear the number of their first member.
        (a, b), value = max(mean.items(), key=lambda item: (round(item[1], 9), -item[0][0], -item[0][1]))
        if value < joined:
            break
        groups[a] |= groups.pop(b)
        for other, total in sums.pop(b).items():
            del sums[other][b]
            mean.pop((min(b, other), max(b, other)), None)
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + total
        for other, total in sums[a].items():
            mean[min(a, other), max(a, other)] = compared.mean(total, groups[a], groups[other])
    return list(groups.values())


def followed(
    following: Iterable[int], groups: Sequence[frozenset[int]], compared: Compared, joined: float = JOINED
) -> dict[frozenset[int], frozenset[int]]:
    """Return whom each group has besides: of those ``following`` one joins the likeliest group, if that reaches ``joined``.

    They make no group of their own, and draw none together.
    """
    home = {member: group for group in groups for member in group}
    sums: dict[int, dict[frozenset[int], float]] = {member: {} for member in following}
    for (one, other), value in compared.ordered():
        if one in sums and other in home:
            sums[one][home[other]] = sums[one].get(home[other], 0.0) + value
    found: dict[frozenset[int], frozenset[int]] = {}
    for one, totals in sums.items():
        means = {group: compared.mean(total, frozenset([one]), group) for group, total in totals.items()}
        if means:
            best = max(means, key=lambda group: (round(means[group], 9), -min(compared.rank[member] for member in group)))
            if means[best] >= joined:
                found[best] = found.get(best, frozenset()) | {one}
    return found
