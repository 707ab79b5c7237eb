import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.language.en.lists import given_names, governments, namesakes, nouns, roles, rows, singular, titles

COLUMNS = {"given_names.tsv": 2, "governments.tsv": 3, "namesakes.tsv": 2, "roles.tsv": 3, "titles.tsv": 3}


@pytest.mark.parametrize(("file", "columns"), COLUMNS.items())
def test_every_row_of_a_table_has_all_its_columns(file: str, columns: int) -> None:
    assert [row for row in rows(file) if len(row) != columns or not all(cell.strip() == cell != "" for cell in row)] == []


@pytest.mark.parametrize("file", [*COLUMNS, "documents.txt", "groups.txt", "organisations.txt"])
def test_no_word_is_listed_twice(file: str) -> None:
    words = [row[0] for row in rows(file)]
    assert sorted(words) == sorted(set(words))


def test_genders_are_told_in_one_letter() -> None:
    assert set(given_names().values()) == {"m", "f", "u"}
    assert {role.gender for role in roles().values()} == {"m", "f", "-"}
    assert {title.gender for title in titles().values()} == {"m", "f", "-"}


def test_a_capital_a_building_and_an_adjective_are_one_government() -> None:
    assert {governments()[words].name for words in ("Paris", "Élysée Palace", "French", "France")} == {"France"}
    assert {government.way for government in governments().values()} == {"country", "capital", "building", "demonym", "people"}


def test_namesakes_stand_at_a_place_of_a_name() -> None:
    assert set(namesakes().values()) == {"last", "surname", "first", "place", "given", "whole"}


def test_a_role_has_its_own_set_before_wider_ones() -> None:
    assert roles()["foreign minister"].sets[0] == "foreign_minister"
    assert "politician" in roles()["foreign minister"].sets


def test_a_title_is_known_with_and_without_its_full_stop() -> None:
    assert titles()["gov"].role == "governor"
    assert titles()["mrs"] == (None, "f")


def test_a_title_stands_for_a_role_that_is_known() -> None:
    unknown = {title.role for title in titles().values() if title.role and title.role.casefold() not in roles()}
    assert {role for role in unknown if role.split()[-1].casefold() not in roles()} == set()


def test_nouns_are_looked_up_in_small_letters() -> None:
    assert {"ministry", "nato"} <= nouns("organisations")
    assert {"report", "x post"} <= nouns("documents")
    assert {"officials", "residents"} <= nouns("groups")


@pytest.mark.parametrize(
    ("plural", "one"),
    [("ministries", "ministry"), ("fishermen", "fisherman"), ("churches", "church"), ("losses", "loss"), ("boxes", "box"),
     ("mayors", "mayor"), ("press", "press"), ("bus", "bus"), ("ties", "tie")],
)  # fmt: skip
def test_the_singular_of_a_regular_plural_is_told(plural: str, one: str) -> None:
    assert singular(plural) == one


@given(st.text(max_size=30))
def test_a_singular_is_its_plural_but_for_the_end(noun: str) -> None:
    one = singular(noun)
    assert len(one) <= len(noun)
    assert noun.startswith(one[:-2])
