"""Confidence: from what the network and the search for the speaker say of a statement to how likely it is right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from types import MappingProxyType

from sayso.reading.speakers.resolve import BY_NETWORK
from sayso.reading.tagging.assemble import Evidence, Heart, heart
from sayso.reading.tagging.tagger import MODEL
from sayso.story import Statement, Story

SUREST = 5.0
"""Log-odds, at most, that count: 99.3 %."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over :func:`features`; under ``bound`` a statement is unsure."""

    weights: Mapping[str, float]
    bias: float = 0.0
    bound: float = 0.0

    @classmethod
    def of(cls, folder: Path = MODEL) -> Calibration:
        """Read ``confidence.json`` of a model's folder."""
        return cls(**json.loads((folder / "confidence.json").read_text(encoding="utf-8")))

    def __call__(self, found: Mapping[str, float]) -> float:
        """Return how likely what has these features is right, from 0 to 1."""
        score = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in found.items())
        return 1 / (1 + exp(-score))


NO_CALIBRATION = Calibration(MappingProxyType({}))


def features(story: Story, statement: Statement, evidence: Evidence) -> dict[str, float]:
    """Return what tells how sure a statement is: the network's log-odds, and what kind of statement and of source it is."""
    words = story.words(statement.source)
    speaker = story.speakers[statement.speaker_index] if statement.speaker_index is not None else None
    meant = evidence.meant
    there = meant is not None and speaker is not None and any(start <= meant.at < end for start, end in speaker.mentions)
    likely = meant.likely if meant else 0.0
    named = statement.speaker is not None
    return {
        **{name: _odds(getattr(evidence, name)) for name in ("cue", "content", "source", "hangs", "sourced", "act")},
        "no cue": float(not statement.cue),
        "no source": float(not statement.source),
        "inside": float(statement.depth > 0),
        "thought": float(statement.act in ("thought", "intention")),
        "direct": float(statement.kind == "direct"),
        "pronoun": float(words.islower() and " " not in words and bool(words)),
        "named": float(named),
        "named by the network alone": float(any(reason.rule == BY_NETWORK for reason in statement.why)),
        "named as meant": likely * there,
        "named otherwise": float(named and not there) * likely,
        "named though nameless": evidence.nameless * named,
        "nameless": evidence.nameless * (not named),
    }


def with_confidence(story: Story, seen: Mapping[Heart, Evidence], calibration: Calibration) -> Story:
    """Return the story with the confidence of those of its statements that the network has found."""
    statements = []
    for statement in story.statements:
        evidence = seen.get(heart(statement))
        if evidence and calibration.weights:
            sure = calibration(features(story, statement, evidence))
            statement = replace(statement, confidence=round(sure, 3), unsure=sure < calibration.bound)
        statements.append(statement)
    return replace(story, statements=tuple(statements))


def _odds(likely: float) -> float:
    likely = min(max(likely, 1e-6), 1 - 1e-6)
    return max(-SUREST, min(SUREST, log(likely / (1 - likely))))
