import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sayso.show.lines import visible
from sayso.show.terminal import render, render_chains
from sayso.story import Dateline, Insertion, Span, Statement, Story
from tests.show.stories import ANY_STORY, STORY_OF_A_LETTER, at, nested


def shown(story: Story, width: int = 80, *, colour: bool = False, chains: bool = False, why: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colour, color_system="standard" if colour else None)
    (render_chains if chains else render)(story, console, why=why)
    return file.getvalue()


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
    assert "    Island wants boat\n    └─ · Island wants\n         boat\n" in shown(story)


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


def test_statements_stand_in_full_under_who_said_them_with_setting_stance_and_denial() -> None:
    assert shown(STORY_OF_A_LETTER).splitlines()[3:17] == [
        "Jon Vey, pilot",
        "  the outlet's label: (a known troublemaker)",
        "  ❝ the pilot (a known troublemaker) Jon Vey wrote on Harbour Radio on May 3",
        "      (2024-05-03)",
        "    “Two clerks in the tower have confirmed to me that [the warden] Ada Brill",
        "    told the crews to empty the pier. Nobody was asked,”",
        "    └─ → Two clerks in the tower (unnamed) have confirmed to me · endorsing",
        "         that [the warden] Ada Brill told the crews to empty the pier",
        "       └─ → Ada Brill, warden, the pier, told the crews",
        "            to empty the pier",
        "  → Vey claims · distancing",
        "    that it is over",
        "  → He did not say · denied",
        "    when.",
    ]


def test_chains_lead_from_the_outlet_over_everybody_between_to_what_is_said() -> None:
    assert shown(STORY_OF_A_LETTER, chains=True).splitlines()[3:12] == [
        "The Tidings → NWA  (2 ▸: two stand between you and what is said)",
        "├─ Jon Vey, pilot, wrote on Harbour Radio on May 3 (2024-05-03)",
        "│  │ … Nobody was asked,”",
        "│  └─ Two clerks in the tower (unnamed) have confirmed to me · endorsing",
        "│     └─ Ada Brill, warden, the pier, told the crews",
        "│        5 ▸ to empty the pier",
        "├─ Jon Vey claims · distancing",
        "│  3 ▸ that it is over",
        "└─ Jon Vey did not say · denied",
    ]


def test_why_gives_the_rule_and_the_words_it_rests_on_the_speaker_first() -> None:
    out = shown(STORY_OF_A_LETTER, why=True)
    assert "      speaker: named in the source ← “Jon Vey”\n      stance: ‘wrote’ is neutral ← “wrote”\n" in out
    assert "              speaker: named in the source ← “Ada Brill”\n" in out
    assert "speaker: named in the source ← “Ada Brill”" in shown(STORY_OF_A_LETTER, why=True, chains=True)
    assert "named in the source" not in shown(STORY_OF_A_LETTER)


def test_what_only_somebody_in_the_story_said_is_told_of_the_headline() -> None:
    assert "The headline asserts as the outlet's own what in the story Ada Brill said." in shown(STORY_OF_A_LETTER)


def test_two_speakers_of_one_name_stand_apart() -> None:
    first, *_, last = STORY_OF_A_LETTER.statements
    speakers = (*STORY_OF_A_LETTER.speakers, replace(STORY_OF_A_LETTER.speakers[0], role=None))
    story = replace(STORY_OF_A_LETTER, statements=(first, replace(last, speaker_index=3)), speakers=speakers)
    assert [line for line in shown(story).splitlines() if line.startswith("Jon Vey")] == ["Jon Vey, pilot", "Jon Vey"]


def test_a_date_that_the_words_already_hold_is_not_said_twice() -> None:
    first = replace(STORY_OF_A_LETTER.statements[0], when="3")
    assert "on May 3\n" in shown(replace(STORY_OF_A_LETTER, statements=(first,)), 100)


@pytest.mark.parametrize("chains", [False, True])
def test_a_story_nested_deeper_than_python_can_call_is_shown_within_the_width(chains: bool) -> None:
    out = shown(nested(1010), 60, chains=chains)
    assert max(map(len, out.splitlines())) <= 60
    assert "level 1009" in out


@given(ANY_STORY, st.integers(20, 120), st.booleans(), st.booleans())
def test_any_story_with_any_spans_is_shown(story: Story, width: int, chains: bool, why: bool) -> None:
    assert "\x1b" not in shown(story, width, chains=chains, why=why)
