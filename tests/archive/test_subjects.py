from dataclasses import replace
from typing import Any

from sayso.archive import Archive
from sayso.archive.subjects import ABOUT
from sayso.story import Person, Span, Story
from tests.archive.stories import PIER, Told, lines, put, story


def naming(text: str, *names: str, **known: Any) -> Story:
    """A story whose people are these, wherever it names them."""
    people = []
    for name in names:
        starts = [at for at in range(len(text)) if text.startswith(name, at)]
        people.append(Person(name, tuple(Span(at, at + len(name)) for at in starts)))
    return Story("s", text, people=tuple(people), **known)


def rows(place: str) -> list[dict[str, Any]]:
    with Archive(place) as archive:
        found: list[dict[str, Any]] = archive.table("subject").to_pylist()
    return found


def about(place: str, given: Story) -> list[str]:
    put(place, given)
    return [row["name"] for row in rows(place) if row["about"]]


def test_people_whom_a_story_names_are_kept_whether_it_quotes_them_or_not(place: str) -> None:
    given = story("s", Told("that Owen  Bray lied", "Inés Calder"))
    at = given.text.index("Owen")
    people = (Person("Inés Calder", given.speakers[0].mentions, 0), Person("Owen  Bray", (Span(at, at + 10),)))
    put(place, replace(given, people=people))
    calder, bray = rows(place)
    assert (calder["name"], calder["key"], calder["speaker_id"], calder["times"]) == ("Inés Calder", "ines calder", 1, 1)
    assert (bray["name"], bray["key"], bray["speaker_id"], bray["number"]) == ("Owen Bray", "owen bray", None, 1)


def test_a_story_is_about_those_in_its_headline_and_its_deck(place: str) -> None:
    text = "Bray resigns\n\nVane is to follow\n\nOwen Ash was there."
    given = naming(text, "Bray", "Vane", "Owen Ash", headline=Span(0, 12), deck=Span(14, 31))
    assert about(place, given) == ["Bray", "Vane"]


def test_a_headline_beside_the_text_counts_too(place: str) -> None:
    given = naming(
        "Owen Bray left. Bray met Ruth Ash and Ben Ley.", "Owen Bray", "Ruth Ash", "Ben Ley", title="OWEN BRAY’S ashes, Leyland"
    )
    assert about(place, given) == ["Owen Bray"]


def test_a_story_is_about_those_whom_it_names_often(place: str) -> None:
    text = "Bray left. " * ABOUT + "Vane left. " * (ABOUT - 1)
    assert about(place, naming(text, "Bray", "Vane")) == ["Bray"]


def test_each_version_has_its_own_people(place: str) -> None:
    url = "https://a.example/1"
    put(place, naming("Bray left the pier.", "Bray", url=url), naming("Vane left the pier.", "Vane", url=url))
    assert [(row["version_id"], row["name"]) for row in rows(place)] == [(1, "Bray"), (2, "Vane")]


def test_one_who_is_told_apart_is_so_as_a_subject_too(place: str) -> None:
    given = [story(f"s{number}", Told(f"it is {number}", "Ines Calder"), before=f"{number}\n") for number in range(2)]
    put(place, *(replace(each, people=(Person("Ines Calder", each.speakers[0].mentions, 0),)) for each in given))
    with Archive(place) as archive:
        new = archive.part(1, 2)
    assert [row["speaker_id"] for row in rows(place)] == [1, new]


def test_what_is_read_and_added_has_its_people(place: str, tmp_path: Any) -> None:
    with Archive(place) as archive:
        archive.add(lines(tmp_path / "a.jsonl", {"text": PIER}))
    assert [(row["name"], row["speaker_id"] is not None) for row in rows(place)] == [("Ines Calder", True), ("Owen Bray", True)]
