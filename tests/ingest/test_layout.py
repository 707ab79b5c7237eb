import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import from_text
from sayso.story import Span, Story

BODY = "The night boat will stop in April, the harbour master said.\n\nNobody had warned the islanders."


def part(story: Story, span: Span | None) -> str | None:
    return story.text[slice(*span)] if span else None


def test_the_parts_of_a_wire_story_are_told_apart() -> None:
    story = from_text(f"All news\n\nNight boat to stop\n\nIslanders were not warned\n\nSKERRIN, May 5 (NWA) — {BODY}\n", "a")
    assert (story.section, part(story, story.headline), part(story, story.deck)) == (
        "All news", "Night boat to stop", "Islanders were not warned",
    )  # fmt: skip
    assert story.dateline is not None
    assert story.dateline.place == "SKERRIN"
    assert part(story, story.body) == f"SKERRIN, May 5 (NWA) — {BODY}"


def test_a_byline_and_a_date_stand_before_the_body() -> None:
    story = from_text(f"Night boat to stop\nBy Maud Ferris and Jo Ash, Northern Wire\nPublished 5 May 2024 14:02 GMT\n{BODY}", "a")
    assert (story.byline, story.published) == ("Maud Ferris and Jo Ash, Northern Wire", "2024-05-05")
    assert part(story, story.body) == BODY


@pytest.mark.parametrize(
    "line", ["Friday, 5 May 2023 14h30 CET", "Tues, 5 May 2023, 2:30PM BST", "Monday, January 2, 2023 at 5 p.m. EDT"]
)
def test_a_line_of_nothing_but_a_date_and_a_time_dates_the_story(line: str) -> None:
    story = from_text(f"Night boat to stop\n{line}\n{BODY}", "a")
    assert part(story, story.body) == BODY
    assert story.published is not None


def test_a_sentence_of_short_words_and_a_date_is_no_such_line() -> None:
    story = from_text(f"Night boat to stop\n\nHe fell ill on 5 May 2016.\n\n{BODY}", "a")
    assert part(story, story.body) == f"He fell ill on 5 May 2016.\n\n{BODY}"
    assert story.published is None


def test_a_deck_that_is_a_sentence_is_known_by_the_byline_behind_it() -> None:
    story = from_text(f"Night boat to stop\n\nThe islanders were not warned.\n\nBy Maud Ferris\n\n{BODY}", "a")
    assert part(story, story.deck) == "The islanders were not warned."


def test_prose_that_opens_with_a_sentence_has_no_headline() -> None:
    story = from_text(BODY, "a")
    assert (story.headline, story.deck, part(story, story.body)) == (None, None, BODY)


def test_one_paragraph_is_a_body() -> None:
    assert from_text("Night boat to stop", "a").headline is None


def test_a_dateline_is_no_headline() -> None:
    assert from_text(f"SKERRIN (NWA) — Night boats\n\n{BODY}", "a").headline is None


def test_the_title_is_the_headline_where_it_opens_the_text_whatever_its_marks() -> None:
    story = from_text(f"“Night boat” to stop.\n\n{BODY}", "a", title='"Night Boat" to stop')
    assert (part(story, story.headline), story.title) == ("“Night boat” to stop.", None)


def test_a_title_that_the_text_does_not_carry_is_kept_beside_it() -> None:
    story = from_text(BODY, "a", title="Night boat to stop")
    assert (story.headline, story.title) == (None, "Night boat to stop")


@pytest.mark.parametrize("published", ["5 May", "2024-13-01", "yesterday"])
def test_a_date_that_is_none_is_refused(published: str) -> None:
    with pytest.raises(InputError, match="is no date"):
        from_text(BODY, "a", published=published)


def test_half_a_character_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="offset 5"):
        from_text("boats\ud800", "a")


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=400), st.none() | st.text(max_size=20))
def test_any_text_is_kept_to_the_letter_with_its_parts_in_order(text: str, title: str | None) -> None:
    if not text.strip():
        return
    story = from_text(text, "a", title=title)
    assert story.text == text
    parts = [span for span in (story.headline, story.deck, story.body) if span]
    assert parts == sorted(parts)
    assert all(0 <= span.start < span.end <= len(text) for span in parts)
    assert all(before.end <= after.start for before, after in pairwise(parts))
    if story.dateline and story.body:
        assert story.body.start == story.dateline.text.start


@pytest.mark.parametrize("unit", ["boat ", "“", "A, ", "\n", "BOAT — ", "May 5 ", "a\n\n"])
def test_ten_megabytes_are_laid_out_in_no_time(unit: str) -> None:
    began = time.process_time()
    from_text("x" + unit * (10_000_000 // len(unit)), "a")
    assert time.process_time() - began < 5


def test_the_example_story_is_laid_out() -> None:
    text = (Path(__file__).parents[2] / "examples" / "harbour.txt").read_text(encoding="utf-8")
    story = from_text(text, "harbour")
    assert story.section == "Shipping"
    assert story.dateline is not None
    assert (story.dateline.agency, story.dateline.date, story.dateline.year_from) == ("NWA", "2024-03-14", "text")
