"""What is one utterance, what one claim, and what stays apart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.trace.compare import Said, compare, ordinal
from sayso.trace.decide import AGAINST, FOR, MODEL, decide, scales

DAY = ordinal("2024-05-03")


def said(content: str, speaker: str | None = "Mara Lindqvist", day: int | None = DAY) -> Said:
    return Said(content, speaker, speaker, day)


def same(one: Said, other: Said) -> bool:
    return decide(one, other).same >= scales()[0].bound


def claim(one: Said, other: Said) -> bool:
    return decide(one, other).claim >= scales()[1].bound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“The timbers of the old pier are rotten through,”", '"The timbers of the old pier are rotten through."'),
        ("“The timbers of the old pier are rotten through and must go,”", "that the timbers of the pier “are rotten through.”"),
        ("“The harbour won’t be dredged before the winter storms,”", "“The harbour won't be dredged before the winter storms.”"),
        ("the dredging of the outer harbour would stop on Friday", "dredging in the outer harbour stops Friday"),
    ],
)
def test_one_speakers_words_are_one_utterance_however_they_are_set_and_cut(one: str, other: str) -> None:
    assert same(said(one), said(other, "Lindqvist"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the ferries would sail to the islands again in April", "the museum would show the drawings of the painter in April"),
        ("“I don’t know what is going to happen,”", "“I don’t know what the council is going to do with the market hall,”"),
        (
            "General Aldo Ferrane had been told of the strike on the depot",
            "the parliament should thank General Aldo Ferrane for his service",
        ),
        ("the dredging cost 4 million crowns and left 12 berths unusable", "the survey cost 9 million crowns and named 31 berths"),
    ],
)
def test_what_shares_a_name_a_phrase_or_a_topic_stays_apart(one: str, other: str) -> None:
    assert not claim(said(one), said(other))


def test_the_same_said_by_two_is_one_claim() -> None:
    one = said("the outer harbour will not be dredged before the winter storms", "Mara Lindqvist")
    other = said("the outer harbour would not be dredged before the winter storms", "Owen Bray")
    assert claim(one, other)


def test_a_number_or_a_not_that_differs_makes_it_less_likely() -> None:
    one = said("the outer harbour lost 40 berths in the winter storms")
    assert decide(one, said("the outer harbour lost 90 berths in the winter storms")).claim < decide(one, one).claim
    assert decide(one, said("the outer harbour never lost 40 berths in the winter storms")).claim < decide(one, one).claim


CONTENTS = st.text("abn'’“” .…27ÉT", max_size=60) | st.lists(
    st.sampled_from(["the", "harbour", "not", "dredging", "Calder", "40", "“rotten", "timbers”", "may"]), max_size=30
).map(" ".join)
SAID = st.builds(
    Said, CONTENTS, st.none() | st.sampled_from(["Ines Calder", "Calder"]), st.none(), st.none() | st.integers(1, 800_000)
)


@given(SAID, SAID)
def test_which_comes_first_does_not_matter(one: Said, other: Said) -> None:
    assert compare(one, other) == compare(other, one)
    likely = decide(one, other)
    assert likely == decide(other, one)
    assert 0 <= likely.same <= likely.claim <= 1


def test_each_weight_speaks_for_or_against_as_its_feature_does() -> None:
    for scale in json.loads(MODEL.read_text(encoding="utf-8")).values():
        assert all(scale["weights"][name] >= 0 for name in FOR)
        assert all(scale["weights"][name] <= 0 for name in AGAINST)
        assert scale["weights"].keys() == {*FOR, *AGAINST}


def test_a_not_is_an_error_in_one_speakers_words_and_a_denial_in_anothers() -> None:
    will, not_ = "the board will raise the charge for household water", "the board will not raise the charge for household water"
    assert same(said(will), said(not_))
    assert not claim(said(will), said(not_, "Owen Bray"))
    assert claim(said(will), said(will, "Owen Bray"))
