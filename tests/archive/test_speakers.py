from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.archive import Archive
from sayso.errors import AmbiguousError, InputError, SettledError, UnknownError
from tests.archive.commands import sayso
from tests.archive.stories import Told, put, story


def places(archive: Archive) -> list[tuple[int | None, str | None]]:
    """Who each of the stories' speakers was taken for, and why."""
    return [(row["speaker_id"], row["why"]) for row in archive.table("appearance").to_pylist()]


def placed(place: str, *told: Told) -> list[tuple[int | None, str | None]]:
    put(place, *(story(f"s{number}", each) for number, each in enumerate(told)))
    with Archive(place) as archive:
        return places(archive)


def numbers(place: str, *told: Told) -> list[int | None]:
    return [number for number, _ in placed(place, *told)]


def test_people_of_one_full_name_are_one(place: str) -> None:
    found = placed(place, Told("it is one", "Ines Calder"), Told("it is two", "INES  CALDER"), Told("it is three", "Inés Calder"))
    assert found == [
        (1, "the first of this full name"),
        (1, "the same full name, and nothing told that is against it"),
        (1, "the same full name, and nothing told that is against it"),
    ]


def test_a_role_or_an_affiliation_in_common_is_named_as_the_reason(place: str) -> None:
    found = placed(
        place,
        Told("it is one", "Ines Calder", "mayor", "Port of Orlay"),
        Told("it is two", "Ines Calder", "mayor", "City of Brest"),
        Told("it is three", "Ines Calder", "painter", "the Port of Orlay"),
    )
    assert [number for number, _ in found] == [1, 1, 1]
    assert {why for _, why in found[1:]} == {"the same full name, and a role or affiliation in common"}


def test_namesakes_whose_role_and_affiliation_are_both_unlike_are_told_apart(place: str) -> None:
    found = placed(
        place,
        Told("it is one", "Ines Calder", "mayor", "Port of Orlay"),
        Told("it is two", "Ines Calder", "goalkeeper", "Tidings United"),
        Told("it is three", "Ines Calder", "goalkeeper", "Tidings United"),
        Told("it is four", "Ines Calder", "surgeon"),
    )
    assert [number for number, _ in found] == [1, 2, 2, 1]
    assert found[1][1] == "a namesake has neither role nor affiliation in common"


def test_a_surname_alone_is_somebody_known_only_where_a_role_says_which(place: str) -> None:
    found = placed(
        place,
        Told("it is one", "Ines Calder", "mayor"),
        Told("it is two", "Calder"),
        Told("it is three", "Calder", "mayor"),
        Told("it is four", "Owen Calder", "mayor"),
        Told("it is five", "Calder", "mayor"),
    )
    ines, alone, mayor, owen, unclear = (number for number, _ in found)
    assert mayor == ines
    assert len({ines, alone, owen, unclear}) == 4
    assert found[4][1] == "a single name, and no role or affiliation that is one person's alone"


def test_organisations_are_one_by_their_name_and_documents_are_each_storys_own(place: str) -> None:
    kinds = ["organisation", "organisation", "government", "document", "document"]
    found = placed(place, *(Told(f"it is {number}", "The Council", kind=kind) for number, kind in enumerate(kinds)))  # type: ignore[arg-type]
    assert [number for number, _ in found] == [1, 1, 2, 3, 4]
    assert found[1][1] == "the same name and kind, organisation"
    assert found[4][1] == "each story has its own"


def test_a_person_and_an_organisation_of_one_name_are_two(place: str) -> None:
    assert numbers(place, Told("it is one", "Mara Lind"), Told("it is two", "Mara Lind", kind="organisation")) == [1, 2]


@pytest.fixture
def four(place: str) -> Iterator[Archive]:
    """Four speakers of one statement each."""
    names = ("Ines Calder", "Ines Bray", "Mara Lind", "Owen Bray")
    put(place, *(story(f"s{number}", Told(f"it is {name}", name)) for number, name in enumerate(names, 1)))
    with Archive(place) as archive:
        yield archive


def said(archive: Archive, name: str) -> set[int]:
    return {row["story_id"] for row in archive.who(name).to_pylist()}


def test_what_the_merged_said_is_found_under_either_name_and_apart_again_once_it_is_undone(four: Archive) -> None:
    number = four.merge(1, 2, "married name")
    assert said(four, "Ines Calder") == said(four, "Ines Bray") == said(four, "#1") == said(four, "#2") == {1, 2}
    assert four.search(speaker="Calder").num_rows == 2
    assert {row["speaker"] for row in four.search(speaker="Calder").to_pylist()} == {"Ines Bray"}
    assert [(each.speaker, each.into, each.why, each.undone) for each in four.merges(2)] == [
        ("Ines Calder", "Ines Bray", "married name", None)
    ]
    four.unmerge(number)
    assert (said(four, "Ines Calder"), said(four, "Ines Bray")) == ({1}, {2})
    assert four.merges()[0].undone


def test_merges_that_make_no_sense_are_refused(four: Archive) -> None:
    number = four.merge(1, 2, "the same")
    for speaker, into in ((2, 1), (1, 1), (1, 99)):
        with pytest.raises(UnknownError if into == 99 else SettledError):
            four.merge(speaker, into, "")
    four.unmerge(number)
    with pytest.raises(UnknownError, match="has no merge"):
        four.unmerge(number)
    assert [len(said(four, f"#{each}")) for each in range(1, 5)] == [1, 1, 1, 1]


def test_numbers_that_no_database_holds_are_refused(four: Archive) -> None:
    huge = 10**30
    asked = (
        lambda: four.unmerge(huge),
        lambda: four.merge(1, huge, ""),
        lambda: four.part(huge, 1),
        lambda: four.story(huge),
        lambda: four.who(f"#{huge}"),
        lambda: four.search(speaker=f"#{huge}").num_rows or four.who("nobody"),
    )
    for each in asked:
        with pytest.raises(InputError):
            each()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)) | st.integers(0, 9), max_size=12))
def test_merges_and_undoings_in_any_order_make_the_same_ones_one(four: Archive, steps: list[tuple[int, int] | int]) -> None:
    stands: dict[int, tuple[int, int]] = {}

    def together(number: int) -> set[int]:
        found, grown = {number}, True
        while grown:
            more = {each for pair in stands.values() if found & {*pair} for each in pair}
            grown = not more <= found
            found |= more
        return found

    for step in steps:
        if isinstance(step, tuple):
            if step[1] in together(step[0]):
                with pytest.raises(SettledError):
                    four.merge(*step, "")
            else:
                stands[four.merge(*step, "")] = step
        elif stands:
            number = sorted(stands)[step % len(stands)]
            four.unmerge(number)
            del stands[number]
        roots = {row["id"]: row["root_id"] for row in four.table("speaker").to_pylist()}
        for number in range(1, 5):
            assert {each for each, root in roots.items() if root == roots[number]} == together(number)
            assert roots[roots[number]] == roots[number]
    for number in list(stands):
        four.unmerge(number)


def test_one_is_told_from_those_of_his_name_in_a_story(place: str) -> None:
    put(place, story("a", Told("it is one", "Ines Calder")), story("b", Told("it is two", "Ines Calder")))
    with Archive(place) as archive:
        new = archive.part(1, 2)
        assert (said(archive, "#1"), said(archive, f"#{new}")) == ({1}, {2})
        with pytest.raises(AmbiguousError):
            archive.who("Ines Calder")
        assert archive.appearances(new)[0].why == "told apart by hand"
        with pytest.raises(UnknownError, match="has no speaker #1 in story 2"):
            archive.part(1, 2)


def test_one_who_was_merged_is_told_apart_too(four: Archive) -> None:
    four.merge(1, 2, "the same")
    new = four.part(2, 1)
    assert (said(four, "#2"), said(four, f"#{new}")) == ({2}, {1})


def test_a_namesake_of_one_who_was_merged_is_asked_for(place: str) -> None:
    told = (
        Told("it is one", "Ines Calder", "mayor", "Orlay"),
        Told("it is two", "Ines Calder", "goalkeeper", "United"),
        Told("it is three", "Ines Bray", "mayor", "Orlay"),
    )
    assert numbers(place, *told) == [1, 2, 3]
    with Archive(place) as archive:
        archive.merge(1, 3, "married name")
        with pytest.raises(AmbiguousError) as raised:
            archive.who("Ines Calder")
        assert {number for number, _ in raised.value.bearers} == {2, 3}


def test_of_many_who_bear_a_name_those_who_speak_most_are_shown(place: str) -> None:
    few = [story(f"s{number}", Told(f"it is {number}", f"{letter * 3} Smith")) for number, letter in enumerate("ABCDEFGHIJKLM")]
    put(place, *few, story("last", Told("it is last", "Zoe Smith"), Told("it is more", "Zoe Smith")))
    with Archive(place) as archive:
        with pytest.raises(AmbiguousError) as raised:
            archive.who("Smith")
        assert len(raised.value.bearers) == 12
        assert raised.value.bearers[0][1].startswith("Zoe Smith")


def test_a_role_that_is_written_large_once_is_one_role(place: str) -> None:
    told = [
        story(name, Told(f"it is {name}", "Ines Calder", role)) for name, role in (("a", "Mayor"), ("b", "mayor"), ("c", "mayor"))
    ]
    put(place, *told)
    with Archive(place) as archive:
        assert [role.casefold() for role in archive.bearer("Calder").roles] == ["mayor"]


def test_who_asks_back_where_several_bear_the_name(place: str) -> None:
    put(place, story("a", Told("it is one", "Ines Calder", "mayor")), story("b", Told("it is two", "Owen Calder", "pilot")))
    done = sayso("who", "Calder", "--archive", place)
    assert (done.returncode, done.stdout) == (1, b"")
    said_ = done.stderr.decode()
    assert said_.startswith("sayso: Calder is the name of 2 speakers. Say which one: '#1'.")
    assert "#1  Ines Calder, mayor (1 statement)" in said_
    assert "#2  Owen Calder, pilot" in said_
    assert sayso("who", "#2", "--archive", place).returncode == 0
    assert sayso("who", "Nemo", "--archive", place).returncode == 1
    as_json = sayso("who", "Calder", "--json", "--archive", place)
    assert (as_json.returncode, as_json.stdout) == (1, b"")


def test_who_declares_and_takes_back(tmp_path: Path) -> None:
    place = str(tmp_path / "news.db")
    put(place, story("a", Told("it is one", "Ines Calder")), story("b", Told("it is two", "Ines Bray")))
    assert sayso("who", "#1", "--is", "#2", "--why", "married name", "--archive", place).returncode == 0
    out = sayso("who", "Calder", "--joined", "--archive", place).stdout.decode()
    assert "Ines Bray  #2" in out
    assert "merge 1: Ines Calder (#1) is Ines Bray (#2): married name" in out
    assert sayso("who", "#2", "--undo", "1", "--archive", place).returncode == 0
    assert sayso("who", "#2", "--undo", "1", "--archive", place).returncode == 1
    assert sayso("who", "#1", "--not-in", "1", "--archive", place).returncode == 0
    assert sayso("who", "#1", "--not-in", "9", "--archive", place).returncode == 1


def test_half_of_a_name_with_a_hyphen_is_looked_for_where_nobody_bears_it_whole(archive: Archive, place: str) -> None:
    put(place, story("a", Told("it is late", "Nora O'Reilly-Kraft")))
    for name in ("O'Reilly", "O’Reilly", "o'reilly", "Kraft", "O'Reilly-Kraft", "Nora O'Reilly-Kraft"):
        assert archive.bearer(name).name == "Nora O'Reilly-Kraft"
        assert archive.search(speaker=name).num_rows == 1
    for name in ("Reilly", "Kra", "Nora", "Nora Kraft"):
        with pytest.raises(UnknownError):
            archive.bearer(name)
    put(place, story("b", Told("it is early", "Jo Kraft")))
    assert archive.bearer("Kraft").name == "Jo Kraft"
    assert archive.bearer("O'Reilly").name == "Nora O'Reilly-Kraft"
