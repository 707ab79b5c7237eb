"""Cluster: from pairs of statements and how likely each is one to utterances and claims. It knows no order of arrival."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

JOINED = 0.42
"""Mean likelihood over all pairs of two groups from which on they are one (average linkage, Sokal and Michener 1958). A pair that
was not decided counts nothing, so that a statement is not drawn in by one member alone of three: this is the bound on chains."""


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


def cluster(
    begun: Sequence[frozenset[int]],
    likely: Mapping[tuple[int, int], float],
    unasked: Mapping[int, Hashable],
    rank: Mapping[int, int],
    joined: float = JOINED,
) -> list[frozenset[int]]:
    """Join groups as long as the mean likelihood of their pairs reaches ``joined``, the likeliest first.

    ``likely`` holds both orders of each pair. Two members with one value of ``unasked`` (an outlet) were never asked about: such
    pairs count in no mean. ``rank`` orders members by what stands in them, and breaks ties.
    """
    groups = dict(enumerate(sorted(begun, key=lambda each: min(rank[one] for one in each))))
    sums: dict[int, dict[int, float]] = {number: {} for number in groups}
    home = {member: number for number, members in groups.items() for member in members}
    for (one, other), value in sorted(likely.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]])):
        if (a := home[one]) != (b := home[other]):
            sums[a][b] = sums[a].get(b, 0.0) + value
    mean = {(a, b): _mean(total, groups[a], groups[b], unasked) for a, row in sums.items() for b, total in row.items() if a < b}
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
            mean[min(a, other), max(a, other)] = _mean(total, groups[a], groups[other], unasked)
    return list(groups.values())


def _mean(total: float, one: frozenset[int], other: frozenset[int], unasked: Mapping[int, Hashable]) -> float:
    counts: dict[Hashable, int] = {}
    for member in other:
        counts[unasked[member]] = counts.get(unasked[member], 0) + 1
    asked = len(one) * len(other) - sum(counts.get(unasked[member], 0) for member in one)
    return total / asked if asked else 0.0
