"""Whom a surname alone, or letters, mean over stories."""

from dataclasses import replace
from itertools import count, permutations

import pytest

from sayso.archive import Archive
from sayso.story import Span, Story
from tests.archive.stories import Told, put, story

_NUMBERS = count()


def told(*speakers: Told, published: str = "2024-05-03") -> Story:
    number = next(_NUMBERS)
    said = [each._replace(content=f"{each.content} {number}") for each in speakers]
    return story(f"s{number}", *said, published=published)


def by(name: str, role: str | None = None, affiliation: str | None = None) -> Told:
    return Told("it is so", name, role, affiliation)


def speakers(place: str, *stories: Story) -> list[str | None]:
    """The speaker of each story's first statement, as the archive names him; a fresh one for each call."""
    put(place, *stories)
    with Archive(place) as archive:
        said = {row["story_id"]: row["speaker"] for row in archive.search(limit=1000).to_pylist()}
    return [said[number] for number in sorted(said)]


def test_a_surname_is_the_one_whom_the_stories_of_the_time_mean(place: str) -> None:
    assert speakers(place, *(told(by("Ines Calder")) for _ in range(3)), told(by("Calder")))[3] == "Ines Calder"


@pytest.mark.parametrize("order", sorted({*permutations("NNNs")}))
def test_what_comes_first_does_not_decide(place: str, order: tuple[str, ...]) -> None:
    stories = [told(by("Ines Calder" if each == "N" else "Calder")) for each in order]
    assert speakers(place, *stories) == ["Ines Calder"] * 4


def test_a_surname_that_two_bear_about_as_often_is_neither(place: str) -> None:
    ines, owen = [told(by("Ines Calder")) for _ in range(4)], [told(by("Owen Calder")) for _ in range(3)]
    assert speakers(place, *ines, *owen, told(by("Calder")))[-1] == "Calder"


def test_a_surname_that_two_of_the_story_bear_is_neither(place: str) -> None:
    put(place, *(told(by("Ines Calder")) for _ in range(6)), told(by("Calder"), by("Owen Calder")))
    with Archive(place) as archive:
        assert {row["speaker"] for row in archive.search(limit=1000).to_pylist() if row["story_id"] == 7} == {
            "Calder",
            "Owen Calder",
        }


def test_a_form_of_address_of_the_other_gender_means_another(place: str) -> None:
    stories = [told(by("Ruth Calder")) for _ in range(3)]
    found = speakers(place, _addressed("Mr.", "Calder"), *stories, _addressed("Mrs.", "Calder"), _addressed("Mr.", "Calder"))
    assert (found[0], *found[4:]) == ("Calder", "Ruth Calder", "Calder")


def test_a_surname_of_another_time_is_nobody_known(place: str) -> None:
    stories = [told(by("Ines Calder"), published="2019-05-03") for _ in range(3)]
    assert speakers(place, *stories, told(by("Calder")))[-1] == "Calder"


def test_one_of_whom_the_story_tells_something_else_is_not_meant(place: str) -> None:
    stories = [told(by("Ines Calder", "mayor", "Port of Orlay")) for _ in range(3)]
    assert speakers(place, *stories, told(by("Calder", "surgeon", "Tidings Hospital")))[-1] == "Calder"


def test_why_a_surname_was_joined_is_told_and_may_be_undone(place: str) -> None:
    put(place, *(told(by("Ines Calder")) for _ in range(3)), told(by("Calder")))
    with Archive(place) as archive:
        joined = next(each for each in archive.appearances(1) if each.name == "Calder")
        assert joined.why == "a short name: 3 of 3 stories of this time with the full name of one so called mean them"
        new = archive.part(1, joined.story_id)
    put(place, told(by("Ines Calder")))
    with Archive(place) as archive:
        assert [each.story_id for each in archive.appearances(new)] == [joined.story_id]


def test_letters_are_the_organisation_that_stories_introduce_by_them(place: str) -> None:
    letters = told(Told("it is so", "SKIF", kind="organisation"))
    introduced = [_introduced(told(Told("it is so", "Skerrin Institute of Fish", kind="organisation")), "SKIF") for _ in range(3)]
    assert (
        speakers(place, letters, *introduced, told(Told("it is so", "SKIF", kind="organisation")))
        == ["Skerrin Institute of Fish"] * 5
    )


def test_letters_are_the_person_whom_stories_introduce_by_them(place: str) -> None:
    introduced = [_introduced(told(by("Ada Olsen-Carr")), "AOC") for _ in range(3)]
    assert speakers(place, *introduced, told(Told("it is so", "AOC", kind="organisation")))[3] == "Ada Olsen-Carr"


def test_a_word_that_passes_for_an_organisation_is_the_person_of_that_surname_unless_organisations_are_called_so(
    place: str,
) -> None:
    people = [told(by(name)) for name in ("Ines Calder", "Owen Fiord") for _ in range(3)]
    bodies = [told(Told("it is so", name, kind="organisation")) for name in ("Calder", "Fiord Motor Company", "Fiord")]
    assert speakers(place, *people, *bodies)[6:] == ["Ines Calder", "Fiord Motor Company", "Fiord"]


def test_a_form_of_a_full_name_is_one_person_with_it_and_another_bearer_is_not(place: str) -> None:
    names = ("Ines Calder", "Ines J. Calder", "Ines Calder", "Ines J. Calder", "Ines Calder Jr.")
    assert speakers(place, *(told(by(name)) for name in names)) == ["Ines Calder"] * 4 + ["Ines Calder Jr."]


def test_a_short_first_name_is_one_person_where_a_role_bears_it_out(place: str) -> None:
    names = (by("Robert Calder", "mayor"), by("Bob Calder", "mayor"), by("Bob Calder", "mayor"))
    assert speakers(place, *map(told, names)) == ["Robert Calder"] * 3


def test_a_form_of_a_name_that_two_bear_is_the_one_whose_role_it_has(place: str) -> None:
    told_ = (by("Ines Calder", "mayor", "Orlay"), by("Ines Calder", "goalkeeper", "United"), by("Ines J. Calder", "goalkeeper"))
    put(place, *map(told, told_))
    with Archive(place) as archive:
        assert [each.name for each in archive.appearances(2)] == ["Ines J. Calder", "Ines Calder"]


def test_what_came_between_two_forms_does_not_join_them(place: str) -> None:
    names = ("Ines Calder", "Ines J. Calder", "Ines K. Calder")
    assert speakers(place, *(told(by(name)) for name in names)) == ["Ines Calder", "Ines Calder", "Ines K. Calder"]


def test_a_form_that_two_may_have_is_neither(place: str) -> None:
    names = ("Ines J. Calder", "Ines K. Calder", "Ines Calder")
    assert speakers(place, *(told(by(name)) for name in names)) == list(names)


def _addressed(form: str, name: str) -> Story:
    made = told(by(name, form))
    (statement,), (speaker,) = made.statements, made.speakers
    assert speaker.role
    source = (Span(speaker.role.start, statement.source[0].end),)
    return replace(made, statements=(replace(statement, source=source),), speakers=(replace(speaker, role=None),))


def _introduced(by_name: Story, letters: str) -> Story:
    start = len(by_name.text)
    speaker = by_name.speakers[0]
    names, mentions = (*speaker.names, letters), (*speaker.mentions, Span(start, start + len(letters)))
    return replace(by_name, text=by_name.text + letters, speakers=(replace(speaker, names=names, mentions=mentions),))
