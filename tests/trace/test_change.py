"""What a wording made of the fullest one, and what it lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.trace.change import Wording, asserts, change, losses, pieces
from sayso.trace.compare import Said

WHOLE = "“The timbers of the old pier are rotten through, and nobody should walk there until the harbour board has seen it,”"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            '"The timbers of the old pier are rotten through and nobody should walk there until the harbour board has seen it."',
            "identical",
        ),
        ("“The timbers of the old pier are rotten through,”", "shortened"),
        ("“The timbers of the old pier are rotten through … until the harbour board has seen it”", "spliced"),
        (
            "“Nobody should walk there until the harbour board has seen it … the timbers of the old pier are rotten through”",
            "spliced",
        ),
        (WHOLE + " she said again, and that the mayor knew it for two years", "lengthened"),
        ("the pier was in such a state that people had better stay away", "reworded"),
    ],
)
def test_a_wording_is_told_by_what_it_took_over(other: str, expected: str) -> None:
    assert change(Said(WHOLE), Said(other)) == expected


def test_pieces_give_back_the_words_of_both() -> None:
    one, other = "the old pier may close for the winter", "the pier will close for the whole winter"
    found = pieces(one, other)
    assert " ".join(words for what, words in found if what != "added") == one
    assert " ".join(words for what, words in found if what != "struck") == other


def test_punctuation_alone_is_no_change() -> None:
    found = pieces("“The pier is rotten,” … “It must go.”", '"The pier is rotten. It must go,"')
    assert {what for what, _ in found} == {"kept"}


FULL = Wording(Said("the outer harbour may close for the winter"), links=2)


@pytest.mark.parametrize(
    ("own", "lost"),
    [
        (Wording(Said("the outer harbour may close for the winter"), links=2), ()),
        (Wording(Said("the outer harbour will close for the winter"), links=2), ("hedge",)),
        (Wording(Said("the outer harbour might close for the winter"), links=2), ()),
        (Wording(Said("the outer harbour will close for the winter"), links=2, doubted=True), ()),
        (Wording(Said("the outer harbour may not close for the winter"), links=2), ("negation",)),
        (Wording(Said("the outer harbour may not close for the winter"), links=2, denied=True), ()),
        (Wording(Said("the outer harbour may close for the winter"), links=1), ("link",)),
        (Wording(Said("the outer harbour may close for the winter"), sourced=False, links=1), ("speaker",)),
        (Wording(Said("the outer harbour may close for the winter"), links=2, flat=True), ("headline",)),
    ],
)
def test_a_loss_is_what_another_mention_has(own: Wording, lost: tuple[str, ...]) -> None:
    assert losses([FULL, own]) == [(), lost]


def test_nobody_loses_what_only_later_ones_have() -> None:
    early = replace(FULL, said=replace(FULL.said, day=10), links=1)
    late = replace(FULL, said=replace(FULL.said, day=12), links=2)
    assert losses([early, late]) == [(), ()]
    assert losses([replace(late, said=early.said), replace(early, said=late.said)]) == [(), ("link",)]


def test_who_turns_it_is_whom_fewer_agree_with() -> None:
    said = Wording(Said("that he would not stand again"))
    turned = Wording(Said("that he would stand again as rector of the university at Fawley"))
    assert losses([said, said, turned]) == [(), (), ("negation",)]
    assert losses([turned, turned, said]) == [(), (), ("negation",)]


def test_not_before_a_day_is_no_negation() -> None:
    one, other = Wording(Said("the bridge will not open before the autumn")), Wording(Said("the bridge will open in the autumn"))
    assert losses([one, other]) == [(), ()]


@pytest.mark.parametrize(
    ("headline", "asserted"),
    [
        ("Ferry to the outer harbour stops on Friday", True),
        ("Ferry stops", True),
        ("Minister: ferry to the outer harbour stops on Friday", False),
        ("“The ferry to the outer harbour stops”", False),
        ("Does the ferry to the outer harbour stop?", False),
        ("The ferry stops on Friday: what we know so far", True),
        ("Market hall gets a roof of glass", False),
        ("", False),
    ],
)
def test_a_headline_asserts_what_it_says_itself(headline: str, asserted: bool) -> None:
    assert asserts(headline, Said("the ferry to the outer harbour would stop on Friday")) is asserted


def test_a_negation_in_another_sentence_turns_nothing() -> None:
    whole = Wording(Said("“He was aware of all my movements. I would not have done anything of the kind without his lawyer,”"))
    assert losses([whole, Wording(Said("“He was aware of all my movements.”"))]) == [(), ()]
