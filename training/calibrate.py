"""Calibrate: from readings of labelled stories that the network has not learnt from to how sure its statements are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import torch

from sayso.evaluate import right
from sayso.ingest.layout import lay_out
from sayso.reading.confidence import Calibration, features
from sayso.reading.reader import Reader
from sayso.reading.tagging.assemble import heart
from sayso.story import Story

PENALTY = 1.0
"""Of the squared weights, in statements."""
PRECISION = 0.81
"""Share of what is shown that is to be right: the bound under which a statement is unsure is set by it."""


class Judged(NamedTuple):
    """A statement's features, and whether it is right."""

    features: dict[str, float]
    right: bool


def judged(reader: Reader, stories: Iterable[tuple[Story, dict[str, Any]]]) -> list[Judged]:
    """Read stories and judge each statement that the network found by gold."""
    found = []
    for story, gold in stories:
        read, seen = reader.read_with_evidence(story)
        for statement, verdict in zip(read.statements, right(gold, read), strict=True):
            if evidence := seen.get(heart(statement)):
                found.append(Judged(features(read, statement, evidence), verdict))
    return found


def story_of(gold: dict[str, Any]) -> Story:
    """Return a labelled story as it comes in: laid out, with what is known of it."""
    parts = lay_out(gold["text"], title=gold.get("headline"))
    return Story(
        gold["id"], gold["text"], outlet=gold.get("outlet"), title=gold.get("headline"), published=gold.get("published"),
        headline=parts.headline, deck=parts.deck, body=parts.body, dateline=parts.dateline, byline=parts.byline,
    )  # fmt: skip


def fit(found: Sequence[Judged]) -> Calibration:
    """Fit a logistic regression with a penalty on its weights (ridge) by Newton's method.

    Its bound is the least confidence down to which PRECISION of what is shown is expected to be right.
    """
    names = sorted(found[0].features)
    values = torch.tensor([[item.features[name] for name in names] + [1.0] for item in found], dtype=torch.float64)
    gold = torch.tensor([float(item.right) for item in found], dtype=torch.float64)
    weights = torch.zeros(len(names) + 1, dtype=torch.float64)
    penalty = torch.full_like(weights, PENALTY)
    penalty[-1] = 0
    for _ in range(50):
        likely = torch.sigmoid(values @ weights)
        slope = values.T @ (likely - gold) + penalty * weights
        curve = (values * (likely * (1 - likely))[:, None]).T @ values + torch.diag(penalty + 1e-9)
        weights = weights - torch.linalg.solve(curve, slope)
    *each, bias = (round(value, 4) for value in weights.tolist())
    sure = sorted(torch.sigmoid(values @ weights).tolist(), reverse=True)
    shown = [index for index, total in enumerate(accumulate(sure)) if total >= PRECISION * (index + 1)]
    return Calibration(dict(zip(names, each, strict=True)), bias, round(sure[shown[-1]], 3) if shown else 1.0)
