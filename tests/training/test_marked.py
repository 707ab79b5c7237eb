"""Marked stories: what their marks mean, which make no sense, and that those which the model learns from do."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gold import stories
from training.marked import MarkError, load_marked, parse

STORIES = Path(__file__).parents[2] / "training" / "stories"


def told(marked: str) -> tuple[str, list[tuple[list[str], list[str], list[str], int | None]]]:
    """The text of a marked story, and of each statement the words of source, cue and content, and its parent."""
    story = parse(marked, "a")
    text = story["text"]

    def words(spans: list[list[int]]) -> list[str]:
        return [text[start:end] for start, end in spans]

    return text, [(words(s["source"]), words(s["cue"]), words(s["content"]), s["parent"]) for s in story["statements"]]


def test_a_statement_stands_inside_the_one_whose_content_holds_all_of_it() -> None:
    text, found = told("{s1 Brek} {c1 said} {t1 that {s2 the bank} {c2 knew} {t2 that {s3 savers} {c3 feared} {t3 a run}}}.")
    assert text == "Brek said that the bank knew that savers feared a run."
    assert [statement[3] for statement in found] == [None, 0, 1]
    assert found[1] == (["the bank"], ["knew"], ["that savers feared a run"], 0)


def test_a_content_may_be_in_pieces_and_a_span_of_two_statements() -> None:
    _, found = told("{t1 “No,”} {s1,2 she} {c1 said}, and {c2 promised} {t2 to come}. {t1 “Never.”}")
    assert found == [(["she"], ["said"], ["“No,”", "“Never.”"], None), (["she"], ["promised"], ["to come"], None)]


def test_a_statement_needs_no_source_and_its_number_need_not_follow_the_last() -> None:
    assert told("It {c7 was said} {t7 that it leaks}.")[1] == [([], ["was said"], ["that it leaks"], None)]


@pytest.mark.parametrize(
    ("marked", "problem"),
    [
        ("{s1 Brek {c1 said} {t1 no}", "never closed"),
        ("{s1 Brek} {c1 said} {t1 no}}", "brace too many"),
        ("{s1 Brek } {c1 said} {t1 no}", "white space"),
        ("{s1 } {c1 said} {t1 no}", "empty"),
        ("{s1 Brek} {c1 said} no", "no content"),
        ("{s1 Brek} says {t1 no}", "no cue"),
        ("{Brek {s1 said} {c1 it} {t1 no}", "no mark"),
        ("{c1 a} {c1 b} {c1 c} {t1 no}", "used twice"),
        ("{t1 {s1 Brek} {c1 said} no}", "overlap"),
        ("{s1 Brek} {c1 said} {t1 that {t2 it leaks}}, {c2 added} {s2 Moe}", "stands outside"),
    ],
)
def test_marks_that_make_no_sense_are_named(marked: str, problem: str) -> None:
    with pytest.raises(MarkError, match=problem):
        parse(marked, "a")


@given(st.text(st.characters(exclude_characters="{}")))
def test_a_text_without_marks_is_left_as_it_is(text: str) -> None:
    assert parse(text, "a") == {"id": "a", "text": text, "statements": []}


def test_a_file_holds_several_stories(tmp_path: Path) -> None:
    path = tmp_path / "wire.txt"
    path.write_text("One.\n\nTwo.\n====\n{s1 Brek} {c1 said} {t1 no}.\n", encoding="utf-8")
    assert [(story["id"], story["text"]) for story in load_marked(path)] == [
        ("wire-1", "One.\n\nTwo."),
        ("wire-2", "Brek said no."),
    ]


@pytest.fixture(scope="module")
def written() -> list[dict[str, Any]]:
    return [story for path in sorted(STORIES.glob("*.txt")) for story in load_marked(path)]


def test_the_stories_to_learn_from_are_many_and_hold_statements_inside_others(written: list[dict[str, Any]]) -> None:
    statements = [statement for story in written for statement in story["statements"]]
    assert len(written) >= 150
    assert all(story["statements"] for story in written)
    assert sum(statement["parent"] is not None for statement in statements) > len(statements) / 4


def test_what_is_learnt_from_is_not_what_is_measured_on(written: list[dict[str, Any]]) -> None:
    def sentences(text: str) -> set[str]:
        return {line for line in text.replace(". ", ".\n").splitlines() if len(line) > 30}

    learnt, measured = (set().union(*(sentences(story["text"]) for story in each)) for each in (written, stories()))
    assert not learnt & measured
