from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from sayso.archive import Archive, schema
from sayso.ask.attributes import Attribute, speakers_with, values_of
from sayso.errors import ArchiveError, InputError, SettledError
from tests.archive.stories import Told, put, story

PEOPLE = (
    Told("it is one", "Ines Calder", "master", "Port of Orlay"),
    Told("it is two", "Owen Bray"),
    Told("it is three", "Ines Calder", "judge", "High Court"),
    Told("it is four", "Mara Lind"),
    Told("it is five", "Orlay Ferries", kind="organisation"),
)
"""Who is quoted: Ines Calder #1, Owen Bray #2, another Ines Calder #3, Mara Lind #4, Orlay Ferries #5."""

Tell = Callable[[str], Path]


@pytest.fixture
def people(place: str) -> Iterator[Archive]:
    put(place, *(story(f"s{number}", each) for number, each in enumerate(PEOPLE)))
    with Archive(place) as opened:
        yield opened


@pytest.fixture
def csv(tmp_path: Path) -> Tell:
    def written(text: str) -> Path:
        path = tmp_path / "people.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def found(archive: Archive, attribute: str, value: str | None) -> list[int]:
    with archive._reading() as connection:
        return sorted(connection.execute(speakers_with(attribute, value)).scalars())


def test_a_newsrooms_own_table_is_joined_in_by_name_and_by_number(people: Archive, csv: Tell) -> None:
    told = people.describe(csv("name,Gender,role\nOwen Bray,man,minister\n#1,woman,\nInes Calder,?,\nAda Vane,woman,nurse\n"))
    assert told.attributes == ("gender", "role")
    assert (told.names, told.known) == (4, 2)
    assert told.several == ("Ines Calder",)
    assert told.nobody == ("Ada Vane",)
    assert found(people, "gender", "man") == [2]
    assert found(people, "GENDER", "woman") == [1]
    assert found(people, "role", "minister") == [2]


def test_a_name_of_several_is_joined_with_none_of_them(people: Archive, csv: Tell) -> None:
    people.describe(csv("name,gender\nInes Calder,woman\n"))
    assert found(people, "gender", "woman") == []
    people.merge(3, 1, "she left the port for the bench")
    assert found(people, "gender", "woman") == [1]


def test_one_who_comes_later_is_joined_then(people: Archive, place: str, csv: Tell) -> None:
    people.describe(csv("name,gender\nAda Vane,woman\n"))
    put(place, story("later", Told("it is six", "Ada Vane")))
    assert found(people, "gender", "woman") == [6]


def test_those_of_whom_it_is_not_known_are_all_the_others(people: Archive, csv: Tell) -> None:
    people.describe(csv("name,gender,role\nOwen Bray,man,\n#1,woman,\n"))
    assert found(people, "gender", None) == [3, 4, 5]
    assert found(people, "role", None) == [1, 2, 3, 4, 5]
    people.merge(4, 2, "he is Lind")
    assert found(people, "gender", None) == [3, 5]


def test_a_number_counts_before_the_name(people: Archive, csv: Tell) -> None:
    people.describe(csv("name,gender\nOwen Bray,man\n#2,woman\n"))
    assert found(people, "gender", "woman") == [2]
    assert found(people, "gender", "man") == []


def test_of_two_who_were_merged_the_one_into_whom_is_asked_first(people: Archive, csv: Tell) -> None:
    people.describe(csv("name,home\nOwen Bray,Orlay\nMara Lind,Halden\n"))
    people.merge(2, 4, "she is he")
    assert found(people, "home", "Halden") == [4]
    assert found(people, "home", "Orlay") == []


def test_a_later_table_replaces_what_it_tells_of_the_names_that_it_has_and_leaves_the_rest(people: Archive, csv: Tell) -> None:
    people.describe(csv("name,gender,role\nOwen Bray,man,minister\nMara Lind,woman,architect\n"))
    people.describe(csv("name,role\nOwen Bray,\nAda Vane,nurse\n"))
    assert people.attributes() == [
        Attribute("gender", "man", 1),
        Attribute("gender", "woman", 1),
        Attribute("role", "architect", 1),
        Attribute("role", "nurse", 1),
    ]


def test_the_commonest_value_of_an_attribute_comes_first(people: Archive, csv: Tell) -> None:
    people.describe(csv("name,home\nOwen Bray,Halden\nMara Lind,Orlay\nAda Vane,Orlay\n"))
    assert people.attributes() == [Attribute("home", "Orlay", 2), Attribute("home", "Halden", 1)]


def test_a_table_without_a_head_is_not_taken_for_one(people: Archive, csv: Tell) -> None:
    with pytest.raises(InputError, match="has no head: its first line is already about Owen Bray"):
        people.describe(csv("Owen Bray,man\nMara Lind,woman\n"))
    assert people.attributes() == []


def test_an_archive_that_does_not_exist_is_not_made(tmp_path: Path, csv: Tell) -> None:
    with pytest.raises(ArchiveError, match="does not exist"):
        Archive(tmp_path / "none.db").describe(csv("name,role\nOwen Bray,minister\n"))


def test_many_names_are_as_good_as_few(people: Archive, csv: Tell) -> None:
    rows = "".join(f"Ada Vane the {number}.,nurse\n" for number in range(1_200))
    told = people.describe(csv(f"name,role\n{rows}Owen Bray,minister\n"))
    assert (told.names, told.known, len(told.nobody)) == (1_201, 1, 1_200)


VALUE = st.sampled_from(["", "a", "b"])
NAMES = st.sampled_from(["Owen Bray", "Ines Calder", "Mara Lind", "#1", "#2", "#3", "#4", "#9", "Ada Vane"])


@pytest.fixture(scope="module")
def crowd(shared_place: str) -> Iterator[Archive]:
    put(shared_place, *(story(f"s{number}", each) for number, each in enumerate(PEOPLE)))
    with Archive(shared_place) as opened:
        yield opened


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(NAMES, VALUE, min_size=1),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)).filter(lambda pair: pair[0] != pair[1]), max_size=2),
)
def test_everybody_has_one_value_or_none(
    crowd: Archive, tmp_path: Path, told: dict[str, str], pairs: list[tuple[int, int]]
) -> None:
    (path := tmp_path / "people.csv").write_text("name,x\n" + "".join(f"{name},{value}\n" for name, value in told.items()))
    with crowd._writing() as connection:
        connection.execute(delete(schema.attribute))
    crowd.describe(path)
    made = []
    for pair in pairs:
        try:
            made.append(crowd.merge(*pair, "a test"))
        except SettledError:
            continue
    try:
        own = schema.speaker.c
        with crowd._reading() as connection:
            roots: list[int] = list(connection.execute(select(own.id).where(own.id == own.root_id)).scalars())
            rows = [(row.root_id, row.value) for row in connection.execute(values_of("x"))]
        known = dict(rows)
        assert len(known) == len(rows)
        for value in "ab":
            assert found(crowd, "x", value) == sorted(root for root, his in rows if his == value)
        assert sorted([*known, *found(crowd, "x", None)]) == sorted(roots)
    finally:
        for number in made:
            crowd.unmerge(number)
