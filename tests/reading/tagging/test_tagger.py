from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ModelError
from sayso.reading.tagging.pieces import cut_into_pieces
from sayso.reading.tagging.tagger import BORDER, LEVELS, TAGS, Tagger, best_paths, outward, spans_of
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


def test_spans_stand_in_order_in_paragraphs_and_link_to_what_they_hang_on(tagger: Tagger) -> None:
    tagging = tagger(STORY)
    assert len(tagging.spans) == len(tagging.links) == len(tagging.sure) == len(tagging.kinds) == len(tagging.meant) > 60
    assert list(tagging.spans) == sorted(tagging.spans, key=lambda span: span.start)
    for level in range(LEVELS):
        own = [span for span in tagging.spans if span.level == level]
        assert all(before.end <= after.start for before, after in pairwise(own))
    assert not any("\n" in STORY[span.start : span.end] for span in tagging.spans)
    roles = {"content": {"cue", "source"}, "cue": {"source"}, "source": set()}
    for span, fits in zip(tagging.spans, tagging.links, strict=True):
        assert {tagging.spans[index].role for index in fits} <= roles[span.role]


def test_likelihoods_are_from_0_to_1(tagger: Tagger) -> None:
    tagging = tagger(STORY)
    assert all(0 < sure <= 1 for sure in tagging.sure)
    assert all(abs(sum(kinds) - 1) < 1e-4 for kinds in tagging.kinds)
    assert all(0 <= meant.at < len(STORY) and 0 < meant.likely <= 1 for meant in tagging.meant if meant)


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
def test_the_best_paths_are_legal_and_beat_other_legal_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pieces = cut_into_pieces("Unfathomable harbourmasters\n\nsaid nothing", TOKENIZER)
    scores = np.log(rng.dirichlet(np.ones(len(TAGS)) / 3, (len(pieces), LEVELS)) + 1e-9).astype(np.float32)

    def total(level: int, tags: list[int]) -> float:
        """The score of a path, less what its contents' borders cost."""
        found = float(scores[np.arange(len(tags)), level, tags].sum())
        for role, start, end in spans_of(tags):
            cut = sum(start < at < end for at in pieces.breaks)
            found -= 2 * BORDER * (1 + cut) * (role == "content")
        return found

    def legal(tags: list[int]) -> bool:
        for at, tag in enumerate(tags):
            before = tags[at - 1] if at and at not in pieces.breaks else 0
            if tag and tag % 2 == 0 and before not in (tag - 1, tag):
                return False
            if pieces.shapes[at] == 5 and tag != (before + 1 if before % 2 else before):
                return False
        return True

    paths = best_paths(scores, pieces)
    for level in range(LEVELS):
        path = paths[:, level].tolist()
        assert legal(path)
        others = [[0] * len(path), *(rng.integers(0, len(TAGS), len(path)).tolist() for _ in range(200))]
        changed = [[*path[:at], tag, *path[at + 1 :]] for at in range(len(path)) for tag in range(len(TAGS))]
        assert all(total(level, path) >= total(level, other) - 1e-3 for other in (*others, *changed) if legal(other))
        assert sum(end - start for _, start, end in spans_of(path)) == sum(tag > 0 for tag in path)


def test_a_content_that_the_network_is_in_two_minds_about_is_found_whole_or_not_at_all() -> None:
    pieces = cut_into_pieces("said the pier will close on Monday", TOKENIZER)
    likely = np.full((len(pieces), LEVELS, len(TAGS)), 0.001, np.float32)
    likely[:, :, 0] = 0.99
    half = [0.6, 0.45, 0.6, 0.45, 0.45, 0.6, 0.6]
    likely[0, 0, [0, TAGS.index("B-cue")]] = 0.01, 0.98
    for at, content in zip(range(1, len(pieces)), half, strict=False):
        likely[at, 0, [0, TAGS.index("B-content" if at == 1 else "I-content")]] = 1 - content, content
    found = spans_of(best_paths(np.log(likely), pieces)[:, 0].tolist())
    assert found in ([("cue", 0, 1)], [("cue", 0, 1), ("content", 1, len(pieces))])


@given(st.integers(0, 2**32 - 1))
def test_what_stands_under_nothing_moves_outward_and_no_probability_is_lost(seed: int) -> None:
    likely = np.random.default_rng(seed).dirichlet(np.ones(len(TAGS)), (5, LEVELS)).astype(np.float32)
    moved = outward(likely)
    assert np.allclose(moved.sum(2), 1, atol=1e-5)
    assert (moved[:, 0, 0] <= likely[:, 0, 0] + 1e-6).all()


def test_a_statement_whose_depth_is_doubtful_stands_where_it_can() -> None:
    likely = np.zeros((1, LEVELS, len(TAGS)), np.float32)
    likely[0, :, 0] = 0.6, 0.4, 1.0
    likely[0, :2, TAGS.index("B-cue")] = 0.4, 0.6
    moved = outward(likely)
    assert moved[0].argmax(1).tolist() == [TAGS.index("B-cue"), 0, 0]
