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
        ("pairs of one utterance", 0.82, 0.57),
        ("pairs of one claim", 0.90, 0.60),
        ("losses", 0.62, 0.58),
    ],
)
def test_pairs_and_losses_of_the_bundles(total: Score, what: str, precision: float, f1: float) -> None:
    assert total.precision(what) >= precision, total.misses
    assert total.f1(what) >= f1, total.misses


@pytest.mark.slow
@pytest.mark.parametrize(("what", "least"), [("mentions read", 300), ("independent: right", 75), ("first seen: right", 80)])
def test_mentions_and_claims_of_the_bundles(total: Score, what: str, least: int) -> None:
    assert total[what] >= least, total.misses
