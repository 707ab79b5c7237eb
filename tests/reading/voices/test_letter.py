import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.quotes import paragraphs
from sayso.reading.voices.letter import letter
from sayso.story import Span

BODY = " ".join(["I write to you of the pier, which we shall lose."] * 3)
REST = "I hope that you are well."


def found(text: str) -> tuple[str, str, str | None] | None:
    """The words, the signature and whom it greets."""
    whole = letter(text, [Span(*line) for line in paragraphs(text)])
    return (text[slice(*whole.span)], text[slice(*whole.name)], text[slice(*whole.to)] if whole.to else None) if whole else None


@pytest.mark.parametrize(
    ("salutation", "close", "to"),
    [
        ("Dear Maud,\n\n", "Love,\n\nOwen Vane", "Maud"),
        ("My dear Maud\n\n", "Your loving friend,\nOwen Vane\n\nP.S. I sold the boat.", "Maud"),
        ("Dear Maud, ", "Yours ever, Owen Vane", "Maud"),
        ("Dear Maud, ", "— Owen Vane", "Maud"),
        ("Hi Maud!\n\n", "Cheers,\n\nOwen Vane", "Maud"),
        ("Gentlemen:\n\n", "Very truly yours,\n\nOwen Vane\nHarbour Master", None),
        ("Dear Maud,\n\n", "With all my love and many a thought from all of us at home,\n\nOwen Vane", "Maud"),
        ("", "Sincerely yours,\n\nOwen Vane", None),
    ],
)
def test_a_letter_is_what_stands_between_its_salutation_and_its_close(salutation: str, close: str, to: str | None) -> None:
    assert found(f"{salutation}{BODY}\n\n{REST}\n\n{close}") == (f"{BODY}\n\n{REST}", "Owen Vane", to)


@pytest.mark.parametrize(
    "text",
    [
        f"Hello!\n\n{BODY}\n\n{REST}\n\nThe End",
        f"Ladies and gentlemen,\n\n{BODY}\n\n{REST}",
        f"{BODY}\n\n{REST}\n\nOwen Vane",
        "The pier is lost. \n\nThe town is sad.\n\nThanks,\n\nOwen Vane",
        "",
    ],
)
def test_what_has_no_salutation_or_no_close_is_none(text: str) -> None:
    assert found(text) is None


@given(st.lists(st.sampled_from(["Dear Maud,", "Yours,", "Owen Vane", "I think so.", "Hi!", "-", "", BODY]), max_size=12))
def test_the_parts_of_a_letter_stand_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    whole = letter(text, [Span(*line) for line in paragraphs(text)])
    assert whole is None or (whole.span.start < whole.span.end <= whole.name.start < whole.name.end <= len(text))


def test_time_is_linear_in_the_number_of_lines() -> None:
    began = time.process_time()
    assert found("Dear Maud,\n\n" + "I know.\n" * 100_000 + "Yours,\nOwen")
    assert time.process_time() - began < 5
