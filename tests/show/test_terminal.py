import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sayso.reading.chain import sourcing
from sayso.show.lines import visible
from sayso.show.terminal import legend, render, render_chains, render_review
from sayso.story import Dateline, Insertion, Sourcing, Span, Statement, Story
from tests.show.stories import ANY_STORY, STORY_OF_A_LETTER, at, nested


def shown(
    story: Story, width: int = 80, *, colour: bool = False, chains: bool = False, why: bool = False, unsure: bool = False
) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colour, color_system="standard" if colour else None)
    (render_chains if chains else render)(story, console, why=why, unsure=unsure)
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
        "3 statements of 1 source: 1 word for word, 2 in the story's words.",
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
    assert "The headline says outright what in the story only Ada Brill said." in shown(STORY_OF_A_LETTER)


def test_the_last_lines_say_in_plain_words_on_whom_the_statements_rest() -> None:
    lines = shown(STORY_OF_A_LETTER, 100).splitlines()
    assert "5 statements of 3 sources: 1 word for word, 4 in the story's words." in lines
    assert "3 rest on somebody who is named, 2 on somebody unnamed." in lines
    assert "5 rest on one person's word alone: nobody else in the story says the same." in lines
    counts = Sourcing(named=1, unnamed=3, anonymous=2, nobody=1, single=1)
    lines = shown(replace(STORY_OF_A_LETTER, sourcing=counts), 100).splitlines()
    assert "1 rests on somebody who is named, 3 on somebody unnamed (2 anonymous), 1 on nobody at all." in lines
    assert "1 rests on one person's word alone: nobody else in the story says the same." in lines
    assert "3 rest on somebody unnamed (all anonymous)." in shown(
        replace(STORY_OF_A_LETTER, sourcing=Sourcing(unnamed=3, anonymous=3))
    )


WROTE, CONFIRMED, ORDERED, CLAIMS, DENIED = STORY_OF_A_LETTER.statements


def of(*statements: Statement) -> Story:
    """The story of a letter with these statements instead, counted anew."""
    return counted_anew(replace(STORY_OF_A_LETTER, statements=statements))


def counted_anew(story: Story) -> Story:
    return replace(story, sourcing=sourcing(story))


def test_what_is_thought_or_wanted_stands_apart_at_the_end_and_is_no_statement_of_its_thinker() -> None:
    story = of(WROTE, CONFIRMED, ORDERED, replace(CLAIMS, act="thought"), replace(DENIED, act="intention"))
    lines = shown(story, 100).splitlines()
    at = lines.index("Thought or wanted, not said")
    assert lines[at + 1 : at + 5] == [
        "  → Jon Vey claims · distancing · thought",
        "    that it is over",
        "  → Jon Vey did not say · denied · intention",
        "    when.",
    ]
    assert "3 statements of 3 sources: 1 word for word, 2 in the story's words. Also 2 thoughts and intentions." in lines
    assert "\x1b[2" in shown(story, colour=True).split("Thought or wanted")[1]


def test_a_thought_inside_what_is_said_stays_in_its_place() -> None:
    out = shown(of(WROTE, replace(CONFIRMED, act="thought"), ORDERED), 100)
    assert "    └─ → Two clerks in the tower (unnamed) have confirmed to me · endorsing · thought\n" in out
    assert "Thought or wanted" not in out


@pytest.mark.parametrize("chains", [False, True])
def test_what_is_unsure_is_left_out_and_told_of_or_shown_and_marked(chains: bool) -> None:
    story = of(WROTE, replace(CONFIRMED, unsure=True, confidence=0.314), ORDERED, replace(CLAIMS, unsure=True), DENIED)
    out = shown(story, 100, chains=chains)
    assert "have confirmed to me · endorsing" not in out
    assert "that it is over" not in out
    assert "2 more may be misread and are left out; --unsure shows them." in out
    # What stands in it is told as standing in what is around it.
    assert "└─ " + ("" if chains else "→ ") + "Ada Brill, warden, the pier, told the crews" in out
    marked = shown(story, 100, chains=chains, unsure=True)
    assert "have confirmed to me · endorsing · unsure, 31 %" in marked
    assert "claims · distancing · unsure\n" in marked
    assert "left out" not in marked


def test_a_story_of_which_nothing_is_sure_says_so() -> None:
    out = shown(of(replace(CLAIMS, unsure=True)))
    assert (
        "No statement found: nobody is quoted or reported here.\n1 more may be misread and is left out; --unsure shows it.\n" in out
    )


@pytest.mark.parametrize("kind", ["anonymous", "vague", "group"])
def test_why_somebody_has_no_name_is_told(kind: Any) -> None:
    free = replace(CONFIRMED, parent=None, depth=0, speaker_kind=kind)
    assert f"Two clerks in the tower ({kind})\n" in shown(of(free))
    assert f"Two clerks in the tower ({kind}) have confirmed" in shown(of(free), chains=True)


def test_the_legend_explains_the_marks_that_are_met_and_no_others() -> None:
    assert legend(of(WROTE)).plain == "❝ word for word"
    story = of(replace(CONFIRMED, speaker_kind="vague"), replace(CLAIMS, unsure=True), DENIED)
    assert legend(story).plain == (
        "→ in the story's words · endorsing: told as true (“confirmed”) · denied: told as not said · vague: nobody in particular"
    )
    assert legend(story, chains=True).plain.startswith("endorsing: ")
    assert "unsure: may have been misread" in legend(story, unsure=True).plain


def test_a_review_lists_the_least_sure_first_with_how_sure_and_where() -> None:
    story = of(
        replace(WROTE, confidence=0.98), replace(CLAIMS, confidence=0.314, unsure=True), DENIED, replace(DENIED, confidence=1.0)
    )
    file = io.StringIO()
    render_review([story], Console(file=file, width=80))
    lines = file.getvalue().splitlines()
    assert lines[:3] == [
        "31 %  Jon Vey claims · distancing · unsure",
        "      that it is over",
        f"      Pier to close, characters {CLAIMS.content[0].start} to {CLAIMS.content[0].end}",
    ]
    assert [line[:4] for line in lines if line[:4].strip()] == ["31 %", "98 %", "99 %", "   –"]


def test_two_speakers_of_one_name_stand_apart() -> None:
    first, *_, last = STORY_OF_A_LETTER.statements
    speakers = (*STORY_OF_A_LETTER.speakers, replace(STORY_OF_A_LETTER.speakers[0], role=None))
    story = replace(STORY_OF_A_LETTER, statements=(first, replace(last, speaker_index=3)), speakers=speakers)
    assert [line for line in shown(story).splitlines() if line.startswith("Jon Vey")] == ["Jon Vey, pilot", "Jon Vey"]


def test_a_date_that_the_words_already_hold_is_not_said_twice() -> None:
    first = replace(STORY_OF_A_LETTER.statements[0], when="3")
    assert "on May 3\n" in shown(replace(STORY_OF_A_LETTER, statements=(first,)), 100)


@pytest.mark.slow
@pytest.mark.parametrize("chains", [False, True])
def test_a_story_nested_deeper_than_python_can_call_is_shown_within_the_width(chains: bool) -> None:
    out = shown(nested(1010), 60, chains=chains)
    assert max(map(len, out.splitlines())) <= 60
    assert "level 1009" in out


@given(ANY_STORY, st.integers(20, 120), st.booleans(), st.booleans(), st.booleans())
def test_any_story_with_any_spans_is_shown(story: Story, width: int, chains: bool, why: bool, unsure: bool) -> None:
    assert "\x1b" not in shown(story, width, chains=chains, why=why, unsure=unsure)
