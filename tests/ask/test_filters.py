"""Filters of a search: on whom a statement rests, what is denied, and what a newsroom knows of the speakers."""

from collections.abc import Iterator
from typing import Any

import pytest

from sayso.archive import Archive
from sayso.ask import search as searching
from sayso.ask.search import Query
from sayso.errors import AmbiguousError, InputError, UnknownError
from tests.archive.stories import Told, know, put, story

SOURCES = {
    "named": Told("the pier is rotten"),
    "organisation": Told("the pier is sound", "Harbour Board", kind="organisation"),
    "unnamed": Told("the pier is old", None),
    "nobody": Told("the pier is new", bare=True),
    "denied": Told("the pier is for sale", negated=True),
    "anonymous": Told("the pier is a ship", None, no_name="anonymous"),
    "vague": Told("the pier is a shame", None, no_name="vague"),
    "group": Told("the pier is ours", None, no_name="group"),
    "open": Told("the pier is haunted", None, no_name="open"),
    "written": Told("the pier is mine", act="writing"),
    "thought": Told("the pier is lost", act="thought"),
    "intended": Told("to burn the pier", act="intention"),
    "unsure": Told("the pier is a hat", unsure=True, confidence=0.2),
    "thought unsurely": Told("the pier is a cat", "Harbour Board", kind="organisation", act="thought", unsure=True),
}
UNNAMED = {"unnamed", "anonymous", "vague", "group"}


@pytest.fixture(scope="module")
def sources(shared_place: str) -> Iterator[Archive]:
    """An archive of statements of all sources."""
    put(shared_place, *(story(name, each) for name, each in SOURCES.items()))
    with Archive(shared_place) as opened:
        yield opened


@pytest.mark.parametrize("words", [None, "pier"])
@pytest.mark.parametrize(
    ("filters", "which"),
    [
        ({"sourced": "named"}, {"named", "organisation", "denied", "written"}),
        ({"sourced": "unnamed"}, UNNAMED),
        ({"sourced": "anonymous"}, {"anonymous"}),
        ({"sourced": "vague"}, {"vague"}),
        ({"sourced": "group"}, {"group"}),
        ({"sourced": "nobody"}, {"nobody", "open"}),
        ({}, set(SOURCES) - {"thought", "intended", "unsure", "thought unsurely"}),
        ({"act": "writing"}, {"written"}),
        ({"act": "thought,intention"}, {"thought", "intended"}),
        ({"act": "thought", "unsure": True}, {"thought", "thought unsurely"}),
        ({"unsure": True, "speaker": "Lind"}, {"named", "denied", "written", "unsure"}),
        ({"act": "all", "unsure": True}, set(SOURCES)),
        ({"sourced": "nobody", "speaker": "Lind"}, set()),
        ({"negated": True}, {"denied"}),
        ({"negated": False, "speaker": "Lind"}, {"named", "written"}),
    ],
)
def test_statements_are_found_by_their_source_and_by_what_is_denied(
    sources: Archive, words: str | None, filters: dict[str, Any], which: set[str]
) -> None:
    query = Query(words, **filters)
    assert {hit.content for hit in sources.hits(query)} == {SOURCES[name].content for name in which}
    assert sources.count(query) == len(which)


def test_what_is_found_says_what_it_is_and_how_sure(sources: Archive) -> None:
    (hat,) = sources.hits(Query("hat", unsure=True))
    assert (hat.act, hat.speaker_kind, hat.confidence, hat.unsure) == ("speech", "person", 0.2, True)
    (ship,) = sources.hits(Query("ship"))
    assert (ship.act, ship.speaker_kind, ship.confidence, ship.unsure) == ("speech", "anonymous", None, False)


@pytest.mark.parametrize("act", ["shouting", "", "speech,", "all,speech"])
def test_what_is_no_act_is_refused(sources: Archive, act: str) -> None:
    with pytest.raises(InputError, match="Choose of speech, writing, thought, intention, or all"):
        sources.hits(Query(act=act))


def test_who_counts_and_shows_what_was_said_or_written_for_sure(sources: Archive) -> None:
    lind = sources.bearer("Lind")
    assert (lind.statements, lind.stories) == (3, 3)
    said = [
        [hit.content for hit in sources.said(lind.id, **asked)]
        for asked in ({}, {"act": "thought"}, {"act": "all", "unsure": True})
    ]
    assert [len(each) for each in said] == [3, 1, 6]
    assert said[1] == [SOURCES["thought"].content]


PEOPLE = ("Mara Lind", "Ines Calder", "Owen Bray", "Petra Quist", "Ada Brill")


@pytest.fixture
def people(place: str) -> Iterator[Archive]:
    """An archive in which each says one thing, and what is known of some of them."""
    put(place, *(story(name, Told(f"the pier of {name}", name)) for name in PEOPLE), story("?", Told("the pier of a clerk", None)))
    know(place, "gender", mara_lind="woman", ines_calder="woman", owen_bray="man", nemo="man")
    know(place, "role", mara_lind="architect")
    with Archive(place) as opened:
        yield opened


def spoken(archive: Archive, attribute: str, **filters: Any) -> set[str]:
    """Who says what is found, with words and without; as many as are counted."""
    queries = [Query(words, attribute=attribute, **filters) for words in (None, "pier")]
    found = [archive.hits(query) for query in queries]
    assert {hit.id for hit in found[0]} == {hit.id for hit in found[1]}
    assert [archive.count(query) for query in queries] == [len(found[0])] * 2
    return {hit.speaker or "" for hit in found[0]}


@pytest.mark.parametrize("few", [0, searching.FEW])
def test_statements_are_found_by_what_a_newsroom_knows_of_their_speakers(
    people: Archive, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    assert spoken(people, "gender=woman") == {"Mara Lind", "Ines Calder"}
    assert spoken(people, "gender=woman", speaker="Lind") == {"Mara Lind"}
    assert spoken(people, "gender=woman", speaker="Bray") == set()
    assert spoken(people, "gender=") == {"Petra Quist", "Ada Brill"}
    assert spoken(people, "role=architect") == {"Mara Lind"}
    assert spoken(people, "gender=none such") == set()


def test_what_is_known_goes_with_a_speaker_into_whom_he_is(people: Archive) -> None:
    quist, lind = (people.bearer(name).id for name in ("Quist", "Lind"))
    people.merge(lind, quist, "married name")
    assert spoken(people, "role=architect") == {"Petra Quist"}
    assert people.count(Query(attribute="role=architect")) == 2


def test_what_is_known_of_a_name_of_several_is_known_of_none_until_it_is_said_of_whom(people: Archive, place: str) -> None:
    put(place, story("namesake", Told("the pier of the other", "Mara Lind", "pilot", "Coast Guard")))
    put(place, story("namesake 2", Told("the pier of the third", "Mara Lind", "baker", "Mill Lane Bakery")))
    numbers = [number for number, _ in error_of(people, "Mara Lind")]
    assert spoken(people, "role=architect") == set()
    know(place, "role", **{f"n{numbers[1]}": "architect"})
    assert people.count(Query(attribute="role=architect")) == people.count(Query(speaker=f"#{numbers[1]}")) > 0


def error_of(archive: Archive, name: str) -> tuple[tuple[int, str], ...]:
    with pytest.raises(AmbiguousError) as error:
        archive.bearer(name)
    return error.value.bearers


def test_an_attribute_that_nobody_knows_is_refused_with_those_that_there_are(people: Archive) -> None:
    with pytest.raises(UnknownError, match="There are: gender, role"):
        people.count(Query(attribute="age=40"))
    with pytest.raises(InputError, match="gender=woman"):
        people.hits(Query(attribute="gender"))
