"""How pairs make groups."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from sayso.trace.cluster import Compared, cluster, components, followed

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), st.sampled_from([0.6, 0.7, 0.9])
)


def both(pairs: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    return pairs | {(b, a): value for (a, b), value in pairs.items()}


def groups(
    pairs: dict[tuple[int, int], float],
    outlets: dict[int, str] | None = None,
    names: tuple[int, ...] = (*range(8),),
    days: dict[int, int] | None = None,
) -> set[frozenset[int]]:
    """The groups of eight, whose numbers are ``names``: told by their places again."""
    named = {(names[a], names[b]): value for (a, b), value in pairs.items()}
    rank = {names[place]: place for place in range(8)}
    printed = {names[at]: (outlets or {}).get(at, str(at)) for at in range(8)}
    when = {names[at]: (days or {}).get(at) for at in range(8)}
    found = cluster([frozenset([name]) for name in sorted(names)], Compared(both(named), rank, printed, when))
    return {frozenset(rank[each] for each in group) for group in found}


@given(PAIRS, st.permutations(range(8)))
def test_numbers_do_not_decide(pairs: dict[tuple[int, int], float], names: list[int]) -> None:
    assert groups(pairs) == groups(pairs, names=tuple(names))


@given(PAIRS)
def test_nobody_is_lost_or_in_two_groups(pairs: dict[tuple[int, int], float]) -> None:
    assert sorted(each for group in groups(pairs) for each in group) == list(range(8))


def test_a_chain_is_not_one_group() -> None:
    assert max(map(len, groups({(at, at + 1): 0.95 for at in range(7)}))) <= 3


def test_one_tie_with_three_that_are_one_is_not_enough() -> None:
    three = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9}
    assert frozenset([0, 1, 2]) in groups(three | {(2, 3): 0.9})
    assert frozenset([0, 1, 2, 3]) in groups(three | {(2, 3): 0.9, (1, 3): 0.9})


def test_two_of_one_outlet_that_were_never_compared_do_not_keep_a_group_apart() -> None:
    ties = {(0, 1): 0.9, (0, 2): 0.9, (0, 3): 0.9}
    assert frozenset([0, 1, 2, 3]) in groups(ties, {1: "Tidings", 2: "Tidings", 3: "Tidings"})


def test_two_of_far_days_that_were_never_compared_do_not_keep_a_group_apart() -> None:
    ties = {(0, 1): 0.9, (2, 3): 0.9, (1, 2): 0.9}
    assert frozenset([0, 1, 2, 3]) not in groups(ties)
    assert frozenset([0, 1, 2, 3]) in groups(ties, days={0: 700_000, 1: 700_001, 2: 700_400, 3: 700_401})


def test_who_follows_joins_the_likeliest_and_draws_none_together() -> None:
    some = [frozenset([0, 1]), frozenset([2])]
    rank = {number: number for number in range(5)}
    outlets = {number: str(number) for number in range(5)}

    def joined(pairs: dict[tuple[int, int], float]) -> dict[frozenset[int], frozenset[int]]:
        return followed([3, 4], some, Compared(both(pairs), rank, outlets))

    assert joined({(0, 3): 0.7, (1, 3): 0.7, (2, 3): 0.9, (2, 4): 0.8}) == {frozenset([2]): frozenset([3, 4])}
    assert joined({(0, 3): 0.6}) == {}
    assert joined({(0, 3): 0.9}) == {frozenset([0, 1]): frozenset([3])}


def test_components_are_all_that_lead_to_each_other() -> None:
    for order in permutations([(0, 1), (2, 3), (1, 2)]):
        assert sorted(map(sorted, components(range(5), order))) == [[0, 1, 2, 3], [4]]
