"""Fit what decides whether two statements are one: ``python -m training.trace PAIRS.jsonl...``, and measure it beside baselines.

It learns from the pairs with an odd number and is measured on those with an even one. A half of the bundles teaches too:
``python -m tests.trace.linking --half odd --pairs BUNDLES.jsonl`` writes their pairs.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sayso.trace.compare import Said, compare, ordinal
from sayso.trace.decide import AGAINST, FOR, MODEL, Scale

PENALTY = 1.0
"""Of the squared distances of the weights from PRIOR, in pairs."""
_PRIOR = {
    "quoted": 3.0,
    "held": 3.0,
    "both": 2.0,
    "agree": 1.0,
    "names": -4.0,
    "numbers": -3.0,
    "replaced": -3.0,
    "negation": -0.5,
    "denied": -8.0,
    "thin": -3.0,
}
PRIOR = {"same": _PRIOR | {"differ": -2.5}, "claim": _PRIOR | {"shared": 2.0, "differ": -0.5}}
"""What a weight is where the pairs say nothing of it: what differs in names, numbers and negation speaks against."""
STEPS, RATE = 20_000, 0.02
SAME = frozenset(["same"])
CLAIM = frozenset(["same", "repeat", "echo"])
UNSURE = 0.5
"""What a pair counts of which either answer would do."""
BOUNDS = {"same": 0.6, "claim": 0.6}
"""From which likelihood on a pair is one: above one half, since what should not be joined costs more than what is left apart."""


class Pair(NamedTuple):
    """Two statements, what they are to each other, and whether the label is sure."""

    number: int
    one: Said
    other: Said
    rel: str
    sure: bool


def load(path: Path) -> list[Pair]:
    """Read labelled pairs, without those that are broken."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["rel"] != "junk":
            found.append(Pair(row["n"], _said(row["a"]), _said(row["b"]), row["rel"], row["sure"] == "1"))
    return found


def _said(side: dict[str, Any]) -> Said:
    return Said(side["content"], side["speaker"], side["source"], ordinal(side["published"]), side["outlet"])


def fit(pairs: Sequence[Pair], wanted: frozenset[str], prior_weights: Mapping[str, float], bound: float) -> Scale:
    """Fit a logistic regression with a penalty, whose weights may only speak for or against as their features do."""
    signs = np.array([1.0] * len(FOR) + [-1.0] * len(AGAINST))
    told = [(found, pair) for pair in pairs if (found := compare(pair.one, pair.other)) is not None]
    values = np.array([[found[name] for name in (*FOR, *AGAINST)] for found, _ in told])
    gold = np.array([float(pair.rel in wanted) for _, pair in told])
    counts = np.array([1.0 if pair.sure else UNSURE for _, pair in told])
    prior = np.array([prior_weights.get(name, 0.0) for name in (*FOR, *AGAINST)])
    weights, bias = prior.copy(), 0.0
    for _ in range(STEPS):
        off = counts * (1 / (1 + np.exp(-(values @ weights + bias))) - gold)
        weights -= RATE * (values.T @ off + PENALTY * (weights - prior))
        # Projected gradient: what would turn its sign stays at nought.
        weights = np.where(weights * signs > 0, weights, 0.0)
        bias -= RATE * float(off.sum())
    return Scale(
        {name: round(float(weight), 3) for name, weight in zip((*FOR, *AGAINST), weights, strict=True)}, round(bias, 3), bound
    )


class Measured(NamedTuple):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float


def measure(found: Sequence[bool], gold: Sequence[bool]) -> Measured:
    right = sum(one and other for one, other in zip(found, gold, strict=True))
    precision, recall = right / max(sum(found), 1), right / max(sum(gold), 1)
    return Measured(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))


def best(scores: Sequence[float], gold: Sequence[bool]) -> float:
    """Return the bound with the best F1."""
    return max(sorted(set(scores)), key=lambda bound: measure([score >= bound for score in scores], gold).f1)


def longest_run(pair: Pair) -> float:
    """Return the words of the longest run that both share, also outside quotation marks."""
    one, other = pair.one.stems, pair.other.stems
    runs = [{one[at : at + size] for at in range(len(one) - size + 1)} for size in range(1, 13)]
    return max(
        (size for size, held in enumerate(runs, 1) for at in range(len(other) - size + 1) if other[at : at + size] in held),
        default=0,
    )


def bm25(pairs: Sequence[Pair]) -> Callable[[Pair], float]:
    """Return a score of pairs: BM25 (Robertson et al. 1994; k1 1.2, b .75), the mean of both ways, per word that is asked for."""
    texts = [said.stems for pair in pairs for said in (pair.one, pair.other)]
    frequency = Counter(stem for text in texts for stem in set(text))
    usual = sum(map(len, texts)) / len(texts)

    def scored(asked: tuple[str, ...], text: tuple[str, ...]) -> float:
        counts = Counter(text)
        weights = {stem: math.log(1 + (len(texts) - frequency[stem] + 0.5) / (frequency[stem] + 0.5)) for stem in set(asked)}
        total = sum(
            weight * counts[stem] * 2.2 / (counts[stem] + 1.2 * (0.25 + 0.75 * len(text) / usual))
            for stem, weight in weights.items()
        )
        return total / max(sum(weights.values()), 1e-9)

    return lambda pair: (scored(pair.one.stems, pair.other.stems) + scored(pair.other.stems, pair.one.stems)) / 2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.trace", description="Fit and measure what joins statements.")
    parser.add_argument("pairs", type=Path, nargs="+", help="JSON Lines of labelled pairs")
    parser.add_argument("--output", type=Path, default=MODEL, help="where the weights go (default: %(default)s)")
    parser.add_argument("--misses", action="store_true", help="also print what is decided otherwise than it is labelled")
    arguments = parser.parse_args()
    pairs = [pair for path in arguments.pairs for pair in load(path)]
    learnt = [pair for pair in pairs if pair.number % 2]
    held = [pair for pair in pairs if not pair.number % 2 and pair.sure]
    scales = {name: fit(learnt, wanted, PRIOR[name], BOUNDS[name]) for name, wanted in (("same", SAME), ("claim", CLAIM))}
    told = {name: {"weights": scale.weights, "bias": scale.bias, "bound": scale.bound} for name, scale in scales.items()}
    arguments.output.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    okapi = bm25(pairs)
    sure = [pair for pair in learnt if pair.sure]
    for name, wanted in (("same", SAME), ("claim", CLAIM)):
        gold = [pair.rel in wanted for pair in held]
        level = best([okapi(pair) for pair in sure], [pair.rel in wanted for pair in sure])
        ways: dict[str, Callable[[Pair], bool]] = {
            "sayso": lambda pair, name=name: _likely(scales, name, pair) >= scales[name].bound,  # type: ignore[misc]
            "a run of six words": lambda pair: longest_run(pair) >= 6,
            "BM25": lambda pair, level=level: okapi(pair) >= level,  # type: ignore[misc]
        }
        print(f"{name}: {sum(gold)} of {len(gold)} pairs with an even number that are sure")
        for way, decided in ways.items():
            found = [decided(pair) for pair in held]
            print(f"  {way:20}" + "  ".join(f"{value:.2f}" for value in measure(found, gold)))
        if arguments.misses:
            for pair in pairs:
                likely = _likely(scales, name, pair)
                if (likely >= scales[name].bound) != (pair.rel in wanted):
                    print(f"    {pair.number} {pair.rel} {'sure' if pair.sure else 'unsure'} {likely:.2f}")


def _likely(scales: dict[str, Scale], name: str, pair: Pair) -> float:
    found = compare(pair.one, pair.other)
    return max(scale(found) for scale in list(scales.values())[: 1 if name == "same" else 2]) if found else 0.0


if __name__ == "__main__":
    main()
