from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ModelError
from sayso.reading.tagging.pieces import cut_into_pieces
from sayso.reading.tagging.tagger import TAGS, Tagger, best_path, spans_of
from tests.reading.tagging.test_pieces import TOKENIZER

STORY = "\n\n".join(
    f"The harbour master, {name}, said on Monday that pier {number} would stay closed. “Nobody will be paid,” she added."
    for number, name in enumerate(["Ines Calder", "Rolf Amsel", "Petra Quist", "Owen Bray"] * 6)
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def test_the_shipped_network_finds_who_said_what(tagger: Tagger) -> None:
    text = "The bridge is safe, the mayor said."
    tagging = tagger(text)
    assert {(span.role, text[span.start : span.end]) for span in tagging.spans} >= {("source", "the mayor"), ("cue", "said")}


def test_spans_stand_in_order_in_paragraphs_and_link_to_cues(tagger: Tagger) -> None:
    tagging = tagger(STORY)
    assert len(tagging.spans) == len(tagging.links) > 60
    assert all(before.end <= after.start for before, after in zip(tagging.spans, tagging.spans[1:], strict=False))
    assert not any("\n" in STORY[span.start : span.end] for span in tagging.spans)
    assert all(tagging.spans[cue].role == "cue" for fits in tagging.links for cue in fits)
    assert all(not fits for span, fits in zip(tagging.spans, tagging.links, strict=True) if span.role == "cue")


def test_what_stands_far_away_changes_nothing(tagger: Tagger) -> None:
    alone, behind = tagger(STORY), tagger(STORY + "\n\n" + STORY)
    half = len(alone.spans) // 2
    assert alone.spans[:half] == behind.spans[:half]


def test_threads_share_a_tagger(tagger: Tagger) -> None:
    with ThreadPoolExecutor(4) as pool:
        taggings = list(pool.map(tagger, [STORY] * 8))
    assert {tagging.spans for tagging in taggings} == {tagger(STORY).spans}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_unicode_is_tagged_within_its_bounds(tagger: Tagger, text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in tagger(text).spans)


def test_a_missing_model_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ModelError, match="pip install"):
        Tagger(tmp_path_factory.mktemp("nothing"))


@given(st.integers(0, 2**32 - 1))
def test_the_best_path_is_legal_and_beats_other_legal_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pieces = cut_into_pieces("Unfathomable harbourmasters\n\nsaid nothing", TOKENIZER)
    scores = rng.normal(size=(len(pieces), len(TAGS))).astype(np.float32)
    path = best_path(scores, pieces)

    def total(tags: list[int]) -> float:
        return float(scores[np.arange(len(tags)), tags].sum())

    inner = [pieces.shapes[i] == 5 for i in range(len(path))]
    for at, tag in enumerate(path):
        before = path[at - 1] if at and at not in pieces.breaks else 0
        if tag and tag % 2 == 0:
            assert before in (tag - 1, tag)
        if inner[at]:
            assert tag == (before + 1 if before % 2 else before)
    assert total(path) >= total([0] * len(path))
    runs = spans_of(path)
    assert sum(end - start for _, start, end in runs) == sum(tag > 0 for tag in path)
