"""The stories of an archive as a list, and what is known of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.archive import Archive
from sayso.errors import UnknownError
from tests.archive.stories import MARKET, PIER, lines


@pytest.fixture
def four(archive: Archive, tmp_path: Path) -> Archive:
    """Two stories, one of them in two versions, one with no date, and a reprint."""
    pier = {"text": PIER, "outlet": "Orlay Post", "published": "2024-05-03", "url": "https://post.example/pier"}
    archive.add(
        lines(
            tmp_path / "news.jsonl",
            pier,
            {"text": MARKET, "outlet": "Orlay Post"},
            {**pier, "outlet": "The Tidings", "published": "2024-05-04", "url": "https://tidings.example/pier"},
            {**pier, "text": PIER.replace("doubled", "tripled")},
        )
    )
    return archive


def test_stories_are_listed_the_newest_first_and_those_without_a_day_at_the_end(four: Archive) -> None:
    found = four.listed()
    assert [(each.id, each.outlet, each.published) for each in found] == [
        (3, "The Tidings", "2024-05-04"),
        (1, "Orlay Post", "2024-05-03"),
        (2, "Orlay Post", None),
    ]


def test_a_list_says_how_each_story_is_sourced_and_how_often_it_changed(four: Archive) -> None:
    pier = next(each for each in four.listed() if each.id == 1)
    story = four.story(1)
    assert story.sourcing
    assert (pier.named, pier.unnamed, pier.nobody) == (story.sourcing.named, story.sourcing.unnamed, story.sourcing.nobody)
    quoted = [each for each in story.statements if each.quoted]
    assert (pier.statements, pier.depth, pier.anonymous) == (
        len(quoted),
        max(each.depth for each in quoted),
        story.sourcing.anonymous,
    )
    assert (pier.versions, pier.headline, pier.agency, pier.place) == (2, "Pier to close for the winter", "NWA", "ORLAY")


def test_a_list_is_narrowed_by_outlet_and_by_days_both_ends_included(four: Archive) -> None:
    assert {each.id for each in four.listed(outlet="orlay post")} == {1, 2}
    assert {each.id for each in four.listed(since="2024-05-04")} == {3}
    assert {each.id for each in four.listed(until="2024-05-03")} == {1}
    assert {each.id for each in four.listed(since="2024", until="2024-05")} == {1, 3}


def test_parts_of_a_list_make_the_whole(four: Archive) -> None:
    assert [each.id for at in range(3) for each in four.listed(limit=1, offset=at)] == [each.id for each in four.listed()]


def test_facts_of_a_story_are_its_versions_and_its_copies(four: Archive) -> None:
    listed, versions, copies = four.facts("https://post.example/pier")
    assert listed.id == 1
    assert [(each.number, each.current) for each in versions] == [(1, False), (2, True)]
    assert [each.id for each in copies] == [3]
    assert [each.id for each in four.facts(3)[2]] == [1]
    assert four.facts(2)[2] == []


def test_those_who_speak_in_a_story_are_known_across_stories(four: Archive) -> None:
    named = four.speakers_of(1)
    assert {each.name for each in named} >= {"Ines Calder", "Owen Bray"}
    assert named == four.speakers_of(1, version=1) == four.speakers_of(3)
    speakers = four.story(1).speakers
    assert [each.name for each in named] == [speakers[each.index].name for each in named]


def test_outlets_are_in_the_order_of_the_alphabet(four: Archive) -> None:
    assert four.outlets() == ["Orlay Post", "The Tidings"]


def test_a_story_that_is_not_there_is_unknown(four: Archive) -> None:
    for asked in (lambda: four.facts(99), lambda: four.story(99), lambda: four.story(1, version=9)):
        with pytest.raises(UnknownError):
            asked()
