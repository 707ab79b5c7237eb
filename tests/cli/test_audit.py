"""sayso audit: what it prints, and that each of its numbers leads to a search."""

import csv
import io
import json
from pathlib import Path

import pytest

from sayso.archive import Archive
from sayso.ask.search import Query
from tests.archive.commands import sayso
from tests.archive.stories import Told, know, put, story


@pytest.fixture
def filled(place: str) -> str:
    put(
        place,
        story(
            "1", Told("it is late", "Ines Calder", quoted="direct"), Told("it is early", None), outlet="Echo", published="2024-05"
        ),
        story("2", Told("it is noon", "Ines Calder", stance="distancing"), outlet="The Tidings", published="2024-06-01"),
        story("3", Told("[red]it is[/red] night", "Owen [bold] Bray"), Told("it is day", bare=True), published="2021"),
    )
    know(place, "gender", ines_calder="woman")
    return place


def told(place: str, *arguments: str, columns: int = 80) -> list[str]:
    done = sayso("audit", *arguments, "--archive", place, COLUMNS=str(columns))
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    return done.stdout.decode().splitlines()


def test_an_audit_tells_of_outlets_speakers_people_values_and_months(filled: str) -> None:
    found = told(filled, "--by", "gender")
    assert found[0].startswith("5 statements in 3 stories · 1 direct · 0 indirect")
    rows = [line.split() for line in found]
    heads = [line[:20].strip() for at, line in enumerate(found) if at and found[at - 1].split() == ["dis-", "en-"]]
    assert heads == ["Outlets, how", "Whom they quote", "By gender", "Months, how"]
    assert ["Echo", "1", "2", "50", "50", "0", "0", "0", "0"] in rows
    assert ["Echo", "2", "50", "0", "0", "1.0"] in rows
    assert ["not", "known", "1", "2", "50", "0", "0", "0", "0", "50"] in rows
    assert ["Ines", "Calder", "2", "2", "50", "50", "0", "0", "1.0"] in rows
    assert ["Ines", "Calder", "2", "0", "2", "2"] in rows
    assert ["woman", "2", "2", "50", "50", "0", "0", "1.0"] in rows
    assert ["2024-06", "1", "0", "100", "0", "1.0"] in rows


def test_names_are_shown_as_they_are(filled: str) -> None:
    assert any(line.startswith("Owen [bold] Bray ") for line in told(filled))


def test_two_of_one_name_are_told_apart_by_their_numbers(place: str) -> None:
    bray = Told("it is early", "Owen Bray", "pilot", "Coast Guard"), Told("it is noon", "Owen Bray", "baker", "Mill Lane Bakery")
    put(place, *(story(str(at), each, Told("it is late", "Ines Calder")) for at, each in enumerate(bray)))
    names = [line[:20].strip() for line in told(place)]
    numbers = {name.removeprefix("Owen Bray #") for name in names if name.startswith("Owen Bray")}
    assert len(numbers) == 2
    assert all(number.isdigit() for number in numbers)
    assert "Ines Calder" in names


def test_long_times_are_told_by_years(place: str) -> None:
    months = [f"{2020 + number // 12}-{number % 12 + 1:02}" for number in range(30)]
    put(place, *(story(month, Told(f"it is {month}"), published=month) for month in months), story("?", Told("it is early")))
    found = told(place)
    (at,) = (number for number, line in enumerate(found) if line.startswith("Years, on whose word"))
    rows = [line.split()[:3] for line in found[at + 1 : at + 5]]
    assert rows == [["2020", "12", "12"], ["2021", "12", "12"], ["2022", "6", "6"], ["not", "known", "1"]]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(filled: str, columns: int) -> None:
    assert max(map(len, told(filled, "--by", "gender", columns=columns))) <= min(columns, 100)


def test_only_what_is_asked_for_is_counted(filled: str) -> None:
    assert told(filled, "--outlet", "echo")[0].startswith("2 statements in 1 story")
    assert told(filled, "--speaker", "Calder")[0].startswith("2 statements in 2 stories")
    assert told(filled, "--since", "2024-05", "--until", "2024-05")[0].startswith("2 statements in 1 story")
    done = sayso("audit", "--outlet", "Nemo", "--archive", filled)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"nothing found" in done.stderr


def test_more_rows_than_are_shown_are_told_of(filled: str) -> None:
    done = sayso("audit", "--limit", "1", "--archive", filled)
    assert b"the first 1 of each" in done.stderr


def test_each_row_of_the_json_holds_the_search_for_its_statements(filled: str) -> None:
    rows = json.loads(sayso("audit", "--json", "--archive", filled).stdout)
    assert {row["table"] for row in rows} == {"all", "outlets", "speakers", "people", "months"}
    with Archive(filled) as archive:
        for row in rows:
            assert archive.count(Query(**row["filters"])) == row["statements"]
    head = next(csv.reader(io.StringIO(sayso("audit", "--csv", "--archive", filled).stdout.decode(), newline="")))
    assert head == [name for name in rows[0] if name != "filters"]


def test_a_name_of_several_is_asked_back(place: str) -> None:
    put(
        place,
        story("1", Told("it is late", "Owen Bray", "pilot", "Coast Guard")),
        story("2", Told("it is noon", "Owen Bray", "baker", "Mill Lane Bakery")),
    )
    done = sayso("audit", "--speaker", "Bray", "--archive", place)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"is the name of 2 speakers" in done.stderr
    assert sayso("audit", "--speaker", "Bray", "--json", "--archive", place).returncode == 1


def test_a_table_of_people_is_joined_in_first(filled: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,role\nInes Calder,harbour master\nNemo,captain\n", encoding="utf-8")
    done = sayso("audit", "--people", path, "--by", "role", "--archive", filled)
    assert done.returncode == 0
    assert b"2 names, of which 1 are speakers of the archive" in done.stderr
    assert b"\nharbour master " in done.stdout
