"""Confidence: what the network doubts is unsure, and what is said of sureness holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.confidence import Calibration, features, with_confidence
from sayso.reading.reader import Reader
from sayso.reading.tagging.assemble import Evidence, heart
from sayso.reading.tagging.tagger import NamedAt
from sayso.story import Span, Speaker, Statement, Story

TEXT = "Maud Ferris said the pier is safe."
SURE = Evidence(0.99, 0.98, 0.99, 0.97, 0.99, 0.95, {"named": 0.98, "vague": 0.01}, NamedAt(0, 0.9))
SAID = Statement((Span(0, 11),), (Span(12, 16),), (Span(17, 33),), act="speech", speaker="Maud Ferris", speaker_index=0)
STORY = Story("a", TEXT, statements=(SAID,), speakers=(Speaker("Maud Ferris", "person", ("Maud Ferris",), (Span(0, 11),)),))
CALIBRATION = Calibration({"cue": 1.0, "named as meant": 1.0}, -4.0, 0.5)


def read(evidence: Evidence) -> Statement:
    (statement,) = with_confidence(STORY, {heart(SAID): evidence}, CALIBRATION).statements
    return statement


def test_what_the_network_doubts_is_unsure() -> None:
    sure, doubted = read(SURE), read(SURE._replace(cue=0.4))
    assert sure.confidence is not None
    assert doubted.confidence is not None
    assert sure.confidence > 0.5 > doubted.confidence
    assert (sure.unsure, doubted.unsure) == (False, True)


def test_a_speaker_whom_the_network_means_too_is_surer_than_another() -> None:
    there, elsewhere = (features(STORY, SAID, SURE._replace(meant=NamedAt(at, 0.9))) for at in (5, 20))
    assert (there["named as meant"], there["named otherwise"]) == (0.9, 0.0)
    assert (elsewhere["named as meant"], elsewhere["named otherwise"]) == (0.0, 0.9)


def test_what_the_network_has_not_found_has_no_confidence() -> None:
    (statement,) = with_confidence(STORY, {}, CALIBRATION).statements
    assert (statement.confidence, statement.unsure) == (None, False)


@given(st.builds(Evidence, *(st.floats(0, 1) for _ in range(6)), st.just({"group": 0.5}), st.none() | st.just(NamedAt(0, 1.0))))
def test_confidence_is_from_0_to_1_whatever_the_evidence(evidence: Evidence) -> None:
    confidence = read(evidence).confidence
    assert confidence is not None
    assert 0 <= confidence <= 1


def test_the_shipped_reader_says_how_sure_it_is() -> None:
    story = Reader().read(Story("a", "The bridge is safe, the mayor, Ann Ash, said on Monday. Cars may use it."))
    assert story.statements
    for statement in story.statements:
        assert statement.act is not None
        assert statement.confidence is not None
        assert statement.speaker_kind is not None


def test_a_calibration_is_learnt_from_what_was_right() -> None:
    pytest.importorskip("torch", reason="training needs PyTorch: make train installs it")
    from training.calibrate import Judged, fit

    found = [
        Judged({"cue": cue, "inside": float(at % 2)}, right=cue > at % 3 - 1) for at in range(300) for cue in (-2.0, -0.5, 0.5, 2.0)
    ]
    calibration = fit(found)
    assert calibration.weights["cue"] > 0.5
    shown = [item.right for item in found if calibration(item.features) >= calibration.bound]
    assert sum(shown) / len(shown) >= 0.75
    for low, high in ((0.0, 0.3), (0.7, 1.0)):
        told = [(calibration(item.features), item.right) for item in found]
        within = [(sure, right) for sure, right in told if low <= sure <= high]
        assert abs(sum(sure for sure, _ in within) - sum(right for _, right in within)) < 0.1 * len(within)


def test_what_is_unsure_is_kept_for_those_who_ask() -> None:
    assert replace(read(SURE._replace(cue=0.4)), confidence=None, unsure=False) == SAID
