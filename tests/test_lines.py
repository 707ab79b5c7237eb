"""Lines: a text wrapped by hand reads as if it were not, and every offset stays."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lines import joined

PARAGRAPHS = (
    "The harbour board of Skerrin said on Tuesday that it would close the north pier to lorries from June, after an engineer found "
    "that two of its piles had moved.",
    "“We are not shutting the harbour, and nobody should read it that way,” said Maud Ferris, its chair. “We are keeping "
    "forty-tonne lorries off a pier that was built for carts.”",
    "Fishermen who land their catch there were told of the plan by letter, two of them said. One, who asked not to be named, since "
    "they rent their berth from the board, called it a closure by another name.",
    "Ms. Ferris said that the board had asked the county for the money to mend the piles and that she expected an answer before "
    "the end of the month.",
)
"""A story in the manner of a local paper."""


def wrapped(width: int, between: str = "\n\n") -> str:
    return between.join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("width", [60, 70, 72, 80])
def test_a_text_wrapped_by_hand_has_its_paragraphs_in_one_line_each(width: int) -> None:
    assert joined(wrapped(width)).split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("width", [60, 70, 72, 80])
def test_without_blank_lines_no_paragraph_is_cut(width: int) -> None:
    # A paragraph whose last line happens to be full cannot be told from one that goes on.
    text = joined(wrapped(width, "\n"))
    assert all(paragraph in text for paragraph in PARAGRAPHS)
    assert text.count("\n") >= 2


@pytest.mark.parametrize("width", [60, 80])
def test_windows_line_ends_are_hard_breaks_too(width: int) -> None:
    text = joined(wrapped(width).replace("\n", "\r\n"))
    assert [" ".join(line.split()) for line in text.split("\n") if line.strip()] == list(PARAGRAPHS)


def test_a_text_that_is_not_wrapped_stays_as_it_is() -> None:
    text = "\n\n".join(PARAGRAPHS)
    assert joined(text) is text


def test_verse_and_lists_keep_their_lines() -> None:
    verse = "The pier is long\nand the tide is low,\nthe carts have gone\nwhere the lorries go,\nand who will say\nthat it is so\n"
    items = "\n".join(f"- {name} voted for the plan" for name in ("Ferris", "Tarn", "Oduya", "Lindqvist", "Ash"))
    assert joined(verse) == verse
    assert joined(items) == items


def test_a_headline_above_a_wrapped_text_stays_a_line_of_its_own() -> None:
    text = joined(f"Skerrin closes its north pier to lorries\n\n{wrapped(70)}")
    assert text.split("\n")[0] == "Skerrin closes its north pier to lorries"
    assert text.split("\n\n")[1:] == list(PARAGRAPHS)


@given(st.text(alphabet=st.sampled_from("ab .\n\r\t”é"), max_size=400))
def test_every_letter_but_line_breaks_stays_in_its_place(text: str) -> None:
    after = joined(text)
    assert len(after) == len(text)
    assert all(a == b or (a == "\n" and b == " ") for a, b in zip(text, after, strict=True))
