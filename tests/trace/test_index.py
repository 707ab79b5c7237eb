"""By what statements that may be one are found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.trace.compare import Said
from sayso.trace.index import DAYS, WITHIN, filed, keys, sought

WORDS = st.lists(
    st.sampled_from(["quarrel", "timber", "harbour", "dredge", "pilot", "ferry", "lantern", "granite", "ledger", "mooring"]),
    max_size=20,
)


@given(WORDS, WORDS, WORDS, WORDS, st.lists(st.sampled_from(["wharf", "keel", "sluice", "buoy"]), min_size=7, max_size=12))
def test_any_seven_words_in_a_row_that_two_share_are_found(
    before: list[str], behind: list[str], first: list[str], last: list[str], run: list[str]
) -> None:
    one, other = Said(" ".join([*before, *run, *behind])), Said(" ".join([*first, *run, *last]))
    if keys(one) and keys(other):
        assert keys(one) & keys(other)


def test_two_rare_words_in_common_are_enough_and_their_order_does_not_matter() -> None:
    assert keys(Said("the sluice would be mended by masons")) & keys(Said("masons were to be paid for work at the sluice gates"))


def test_what_says_too_little_has_no_keys() -> None:
    for content in ("", "he did not know", "it was a good day for all of us", "request for comment"):
        assert keys(Said(content)) == frozenset()


@given(st.integers(1, 800_000), st.integers(-2 * DAYS, 2 * DAYS))
def test_those_within_the_window_are_found_and_keys_fit_the_database(day: int, apart: int) -> None:
    content = "the sluice of the outer harbour would be mended by masons"
    one, other = Said(content, day=day), Said(content, day=day + apart)
    if day + apart > 0 and abs(apart) <= WITHIN:
        assert set(sought(one)) & set(filed(other))
    assert all(-(2**63) <= value < 2**63 for value in (*filed(one), *sought(one)))


def test_without_a_date_only_those_without_one_are_found() -> None:
    content = "the sluice of the outer harbour would be mended by masons"
    assert set(sought(Said(content))) == set(filed(Said(content)))
    assert not set(sought(Said(content))) & set(filed(Said(content, day=738_000)))


def test_short_statements_are_found_too() -> None:
    assert keys(Said("he would testify before the Senate if subpoenaed")) & keys(Said("that he would testify if subpoenaed"))
