"""Decide: from what a comparison tells to how likely two statements are one utterance, and one claim."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from sayso.trace.compare import Said, compare

MODEL = Path(__file__).parents[1] / "model" / "trace.json"

FOR = ("run", "quoted", "held", "both", "shared", "figures", "agree")
"""What speaks for two statements being one: the more of it, the likelier."""
AGAINST = ("names", "numbers", "replaced", "negation", "denied", "differ", "days", "thin")
"""What speaks against it."""


class Likely(NamedTuple):
    """How likely two statements give one act of saying, and how likely they say the same, from 0 to 1."""

    same: float
    claim: float


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic regression: its weights by features, and the likelihood from which on a pair is taken for one."""

    weights: Mapping[str, float]
    bias: float
    bound: float

    def __call__(self, found: Mapping[str, float]) -> float:
        """Return how likely a pair with these features is one, from 0 to 1."""
        return 1 / (1 + exp(-self.bias - sum(self.weights[name] * value for name, value in found.items())))


@cache
def scales() -> tuple[Scale, Scale]:
    """Return the shipped scales: of one utterance, and of one claim."""
    told = json.loads(MODEL.read_text(encoding="utf-8"))
    return Scale(**told["same"]), Scale(**told["claim"])


def decide(one: Said, other: Said) -> Likely:
    """Return how likely two statements are one utterance and one claim: the latter is never less likely."""
    found = compare(one, other)
    if found is None:
        return Likely(0.0, 0.0)
    same, claim = (scale(found) for scale in scales())
    return Likely(same, max(same, claim))
