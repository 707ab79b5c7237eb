"""What changed between two texts of a story, as far as people said it and the reading is sure."""

from __future__ import annotations

import pytest

from sayso.ask.changes import compare
from sayso.errors import InputError
from tests.archive.stories import Told, story


def changed(before: tuple[Told, ...], after: tuple[Told, ...], **asked: object) -> list[tuple[str, str | None, str | None]]:
    """What changed, and the contents before and after."""
    found = compare(story("a", *before), story("a", *after), **asked)  # type: ignore[arg-type]
    return [(what, old and old[0], new and new[0]) for what, old, new in found]


ROTTEN, MILK, HAT = Told("the pier is rotten"), Told("milk is dear", act="thought"), Told("a hat was lost", unsure=True)


def test_what_is_added_and_dropped_is_what_was_said_or_written_for_sure() -> None:
    assert changed((), (ROTTEN, MILK, HAT)) == [("added", None, "the pier is rotten")]
    assert changed((ROTTEN, MILK, HAT), ()) == [("dropped", "the pier is rotten", None)]


def test_more_is_told_where_it_is_asked_for() -> None:
    assert changed((), (ROTTEN, MILK, HAT), act="thought") == [("added", None, "milk is dear")]
    assert changed((), (ROTTEN, MILK, HAT), unsure=True) == [
        ("added", None, "the pier is rotten"),
        ("added", None, "a hat was lost"),
    ]
    assert len(changed((), (ROTTEN, MILK, HAT), act="all", unsure=True)) == 3
    with pytest.raises(InputError, match="is no act"):
        changed((), (ROTTEN,), act="shouting")


def test_what_merely_becomes_surer_is_no_change_of_the_story() -> None:
    assert changed((ROTTEN._replace(unsure=True),), (ROTTEN,)) == []
    assert changed((ROTTEN,), (ROTTEN._replace(unsure=True),)) == []


def test_what_is_reworded_is_told_where_one_of_the_two_is_sure() -> None:
    worn = Told("the pier is rotten now")
    reworded = [("reworded", "the pier is rotten", "the pier is rotten now")]
    assert changed((ROTTEN._replace(unsure=True),), (worn,)) == reworded
    assert changed((ROTTEN,), (worn._replace(unsure=True),)) == reworded
    assert changed((ROTTEN._replace(unsure=True),), (worn._replace(unsure=True),)) == []
