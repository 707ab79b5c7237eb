import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sayso.show.terminal import render, visible
from sayso.story import Dateline, Insertion, Span, Spans, Statement, Story
from tests.test_story import STORY


def shown(story: Story, width: int = 80, *, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colour, color_system="standard" if colour else None)
    render(story, console)
    return file.getvalue()


def at(text: str, words: str) -> Spans:
    start = text.index(words)
    return (Span(start, start + len(words)),)


TEXT = (
    "Boat to stop\n\nThe boat will stop, the master said. “Nobody [on the board] cares,” the Master added. "
    "It was agreed that it leaks."
)
STORY_OF_BOATS = Story(
    "boats",
    TEXT,
    (
        Statement(at(TEXT, "the master"), at(TEXT, "said"), at(TEXT, "The boat will stop"), kind="indirect", where="body"),
        Statement(
            at(TEXT, "the Master"), at(TEXT, "added"), at(TEXT, "“Nobody [on the board] cares,”"), kind="direct", where="body"
        ),
        Statement((), at(TEXT, "was agreed"), at(TEXT, "that it leaks"), kind="indirect", where="body"),
    ),
    section="Shipping",
    headline=Span(0, 12),
    dateline=Dateline(Span(14, 17), "SKERRIN", "NWA", "2024-05-05", "text", Span(18, 22)),
    insertions=(Insertion(at(TEXT, "[on the board]")[0]),),
)


def test_statements_stand_under_their_speakers_in_order_of_appearance() -> None:
    assert shown(STORY_OF_BOATS).splitlines() == [
        "Boat to stop",
        "Shipping · NWA · SKERRIN · 2024-05-05 (the year from “boat” in the text)",
        "",
        "the master",
        "  → said",
        "    The boat will stop",
        "  ❝ the Master added",
        "    “Nobody [on the board] cares,”",
        "",
        "No source named",
        "  → was agreed",
        "    that it leaks",
        "",
        "3 statements · 1 source · 1 without a source · 1 direct · 2 indirect",
    ]


def test_lines_keep_to_the_width_and_end_without_blanks() -> None:
    lines = shown(STORY_OF_BOATS, 40).splitlines()
    assert all(len(line) <= 40 and line == line.rstrip() for line in lines)


def test_there_is_colour_on_a_terminal_and_none_in_a_pipe() -> None:
    assert "\x1b[" in shown(STORY_OF_BOATS, colour=True)
    assert "\x1b" not in shown(STORY_OF_BOATS)


def test_a_statement_inside_another_stands_beneath_it() -> None:
    text = "Island wants boat — minister"
    story = Story(
        "a",
        text,
        (
            Statement(at(text, "minister"), at(text, "—"), at(text, "Island wants boat"), where="headline"),
            Statement(at(text, "Island"), at(text, "wants"), at(text, "boat"), parent=0, where="headline"),
        ),
        headline=Span(0, len(text)),
    )
    assert "    Island wants boat\n    · Island wants  in the headline\n      boat\n" in shown(story)


def test_statements_whose_parents_lead_nowhere_are_shown_once() -> None:
    words = ["one", "two", "three", "four"]
    text = " ".join(words)
    story = Story(
        "a", text, tuple(Statement((), (), at(text, word), parent=parent) for word, parent in zip(words, (1, 0, 9, 3), strict=True))
    )
    out = shown(story)
    assert [out.count(word) for word in words] == [1, 1, 1, 1]


def test_a_story_with_no_statement_says_so() -> None:
    assert "No statement found" in shown(Story("a", "The boat leaks."))


def test_nothing_of_a_story_moves_the_cursor_or_is_markup() -> None:
    text = "[bold]\x1b[31mthe\u202emaster[/bold] said boats leak"
    story = Story("a", text, (Statement((Span(0, 26),), (Span(27, 31),), (Span(32, len(text)),)),))
    out = shown(story)
    assert "[bold]�[31mthe�master[/" in out
    assert "\x1b" not in out


@given(st.text(max_size=60))
def test_what_is_visible_is_one_line_without_control_characters(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert visible(text).isprintable() or all(char.isprintable() or char in " \u00ad" or ord(char) > 0x7F for char in visible(text))
    assert len(visible(text).splitlines()) <= 1


@given(STORY, st.integers(20, 120))
def test_any_story_with_any_spans_is_shown(story: Story, width: int) -> None:
    assert "\x1b" not in shown(story, width)
