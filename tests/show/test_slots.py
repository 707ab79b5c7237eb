"""The colours of speakers: who gets one, and that the colour-blind can tell them apart."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from coloraide import Color
from hypothesis import given

import sayso
from sayso.show.cards import BRIGHT
from sayso.show.page import LOOK
from sayso.show.slots import NAMED, slots
from sayso.story import Span, Statement, Story
from tests.show.stories import ANY_STORY, STORY_OF_A_LETTER

APART = 15.0
"""CIEDE2000 between two colours: from about 10 on they are told apart at a glance."""


def palettes() -> list[dict[str, str]]:
    """The colours of the style sheet by their names, in light and in dark."""
    roots = re.findall(r":root \{(.*?)\}", LOOK.read_text(encoding="utf-8"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w+);", root)) for root in roots)
    return [light, {**light, **dark}]


@pytest.mark.parametrize("sight", [None, "protan", "deutan", "tritan"])
@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_the_colours_of_speakers_are_told_apart_by_the_colour_blind_too(palette: dict[str, str], sight: str | None) -> None:
    seen = [Color(palette[f"s{slot}"]) for slot in range(NAMED + 1)]
    if sight:
        seen = [colour.filter(sight, method="machado") for colour in seen]
    assert min(one.delta_e(other, method="2000") for one, other in combinations(seen, 2)) > APART


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_text_on_every_colour_keeps_its_contrast_also_where_it_is_lit(palette: dict[str, str]) -> None:
    paper, ink = Color(palette["paper"]), Color(palette["ink"])
    for slot in (*(f"s{number}" for number in range(NAMED + 1)), "unnamed", "edge"):
        tint = paper.mix(Color(palette[slot]), float(BRIGHT.rstrip("%")) / 100, space="oklab")
        assert ink.contrast(tint) > 4.5
        # What is drawn in a colour, and is no text (WCAG 2.2, 1.4.11).
        assert Color(palette[slot]).contrast(paper) > 3


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_all_colours_of_text_keep_their_contrast(palette: dict[str, str]) -> None:
    for ground in ("paper", "pane"):
        for words in ("ink", "soft", "link", "unnamed", "warn", "good"):
            assert Color(palette[words]).contrast(Color(palette[ground])) > 4.5, (words, ground)


def test_who_says_the_most_has_the_first_colour_and_the_unnamed_have_none() -> None:
    story = sayso.read_text(
        "The pier is safe, Ada Brill said. It leaks, officials said. “It will hold,” Brill said. Bo Lind said no."
    )
    said = dict(zip([story.words(statement.source) for statement in story.statements], slots(story), strict=True))
    assert (said["Ada Brill"], said["Brill"], said["officials"], said["Bo Lind"]) == ("1", "1", "u", "2")


def test_a_statement_of_nobody_and_those_behind_the_sixth_speaker_have_no_colour_of_their_own() -> None:
    names = [f"Ada {letter}" for letter in "BCDEFGHI"]
    text = " ".join(names)
    places = [Span(text.index(name), text.index(name) + len(name)) for name in names]
    said = tuple(Statement((place,), (), (), speaker=name) for name, place in zip(names, places, strict=True))
    assert slots(Story("a", text, (*said, Statement((), (), ())))) == ["1", "2", "3", "4", "5", "6", "0", "0", "n"]


@given(ANY_STORY)
def test_every_statement_has_one_slot(story: Story) -> None:
    found = slots(story)
    assert len(found) == len(story.statements)
    assert set(found) <= {*"0123456un"}


def test_statements_of_one_speaker_share_a_slot() -> None:
    found = slots(STORY_OF_A_LETTER)
    of: dict[int | None, set[str]] = {}
    for statement, slot in zip(STORY_OF_A_LETTER.statements, found, strict=True):
        of.setdefault(statement.speaker_index, set()).add(slot)
    assert all(len(each) == 1 for index, each in of.items() if index is not None)
