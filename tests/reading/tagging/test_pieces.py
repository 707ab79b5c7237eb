from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from sayso.reading.tagging.pieces import LONGEST_ENCODED, Pieces, cut_into_pieces, model_input, windows
from sayso.reading.tagging.tagger import LONGEST_BLOCK, MODEL, blocks, deepest

TOKENIZER = Tokenizer.from_file(str(MODEL / "tokenizer.json"))


def pieces_of(count: int, breaks: list[int]) -> Pieces:
    zeros = np.zeros(count, np.int32)
    return Pieces(zeros, zeros, zeros, zeros, zeros, np.asarray(sorted({0, *breaks}) if count else [], np.int32))


@given(st.text(max_size=300))
def test_every_piece_lies_in_the_text_in_order(text: str) -> None:
    pieces = cut_into_pieces(text, TOKENIZER)
    assert (pieces.starts < pieces.ends).all()
    assert (pieces.ends[:-1] <= pieces.starts[1:]).all() or not text.isascii()
    assert len(pieces) == 0 or (pieces.starts[0] >= 0 and pieces.ends[-1] <= len(text))


def test_offsets_count_code_points_behind_astral_characters() -> None:
    text = "🌊🌊 the harbour said"
    pieces = cut_into_pieces(text, TOKENIZER)
    assert text[pieces.starts[-1] : pieces.ends[-1]] == "said"


def test_a_paragraph_longer_than_the_tokenizer_is_given_at_once_loses_no_word() -> None:
    text = "harbour " * (3 * LONGEST_ENCODED // 8)
    assert len(cut_into_pieces(text, TOKENIZER)) == 3 * LONGEST_ENCODED // 8


@settings(max_examples=300)
@given(st.integers(1, 3000), st.lists(st.integers(0, 3000), max_size=40), st.integers(8, 400), st.data())
def test_windows_cover_every_piece_within_their_size(count: int, breaks: list[int], size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size // 4))
    cuts = windows(pieces_of(count, [b for b in breaks if b < count]), size, overlap)
    assert cuts[0][0] == 0
    assert cuts[-1][1] == count
    assert all(end - start <= size for start, end in cuts)
    assert all(before[0] < after[0] <= before[1] < after[1] for before, after in pairwise(cuts))
    owned = [(left, right) for *_, left, right in deepest(cuts)]
    assert [piece for left, right in owned for piece in range(left, right)] == list(range(count))
    assert all(start <= left <= right <= end for start, end, left, right in deepest(cuts))


@given(st.integers(1, 40_000), st.lists(st.integers(0, 40_000), max_size=9))
def test_blocks_hold_every_piece_once(count: int, breaks: list[int]) -> None:
    cuts = [deepest(block) for block in blocks(pieces_of(count, [b for b in breaks if b < count]))]
    assert [piece for block in cuts for *_, left, right in block for piece in range(left, right)] == list(range(count))
    assert all(len(block) <= LONGEST_BLOCK for block in cuts)


def test_the_network_gets_a_window_framed() -> None:
    pieces = cut_into_pieces("The harbour is closed.", TOKENIZER)
    inputs = model_input(pieces, 0, len(pieces))
    assert {array.shape for array in inputs.values()} == {(1, len(pieces) + 2)}
    assert inputs["ids"][0, 0] == 101
    assert inputs["ids"][0, -1] == 102
