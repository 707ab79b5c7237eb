"""What comes out where the bundles are read with the shipped reader and linked: no less than was reached before."""

from __future__ import annotations

import pytest

from tests.trace.linking import Score, bundles, score


@pytest.fixture(scope="module")
def total() -> Score:
    return score(bundles())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "precision", "f1"),
    [
        ("pairs of one utterance", 0.83, 0.36),
        ("pairs of one claim", 0.87, 0.40),
        ("losses", 0.63, 0.44),
    ],
)
def test_pairs_and_losses_of_the_bundles(total: Score, what: str, precision: float, f1: float) -> None:
    assert total.precision(what) >= precision, total.misses
    assert total.f1(what) >= f1, total.misses


@pytest.mark.slow
@pytest.mark.parametrize(("what", "least"), [("mentions read", 236), ("independent: right", 65), ("first seen: right", 64)])
def test_mentions_and_claims_of_the_bundles(total: Score, what: str, least: int) -> None:
    assert total[what] >= least, total.misses
