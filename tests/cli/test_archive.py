"""The verbs of the archive on the command line: what they print, with what they end, and what other programs read of it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from sayso.export import FORMATS, NEED_PATH
from sayso.story import from_json
from tests.archive.commands import sayso
from tests.archive.stories import MARKET, PIER, Told, lines, put, story

VERBS = ("add", "search", "who", "audit", "changes", "export")
PAGES: tuple[dict[str, str], ...] = (
    {"text": PIER, "url": "https://www.tidings.example/pier", "outlet": "The Tidings", "published": "2024-05-04"},
    {"text": MARKET, "url": "https://post.example/market", "outlet": "The Post", "published": "2024-05-06"},
    {"text": PIER.replace("rotten", "worn"), "url": "https://www.tidings.example/pier", "outlet": "The Tidings"},
)


@pytest.fixture
def filled(place: str, tmp_path: Path) -> str:
    """An archive of two stories, one of which has changed."""
    done = sayso("add", lines(tmp_path / "a.jsonl", *PAGES), "--archive", place)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    assert done.stderr.decode().endswith(": 2 added, 1 changed since.\n")
    return place


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_says_what_it_takes(verb: str) -> None:
    done = sayso(verb, "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert all(word in done.stdout for word in (b"Usage: ", b"--archive", b"SAYSO_ARCHIVE", b"PATH_OR_URL", b"Example"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["add"],
        ["add", "x", "--jobs", "0"],
        ["add", "x", "--published", "May"],
        ["search", "x", "--json", "--csv"],
        ["search", "x", "--for-spreadsheets"],
        ["search", "x", "--json", "--for-spreadsheets"],
        ["search", "x", "--kind", "loud"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--depth", "-1"],
        ["search", "x", "--named", "--nobody"],
        ["search", "x", "--without", "name"],
        ["who"],
        ["who", "x", "--json", "--csv"],
        ["who", "x", "--for-spreadsheets"],
        ["who", "x", "--undo", "one"],
        ["audit", "--json", "--csv"],
        ["audit", "--for-spreadsheets"],
        ["audit", "--limit", "0"],
        ["audit", "x"],
        ["changes", "--json", "--csv"],
        ["changes", "--for-spreadsheets"],
        ["changes", "a", "b"],
        ["export", "--format", "parquet"],
        ["export", "--format", "brat"],
        ["export", "--format", "pdf"],
        ["export", "--for-spreadsheets"],
        ["export", "x"],
    ],
)
def test_a_wrong_call_ends_with_2_and_makes_no_archive(tmp_path: Path, arguments: list[str]) -> None:
    done = sayso(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_makes_no_sense_ends_with_1_and_one_line(filled: str) -> None:
    for arguments in (
        ["search", "!?"],
        ["search", "x", "--since", "May"],
        ["search", "x", "--attribute", "gender=woman"],
        ["who", "Nemo"],
        ["who", "Lind", "--until", "May"],
        ["audit", "--speaker", "Nemo"],
        ["audit", "--since", "May"],
        ["audit", "--by", "gender"],
        ["changes", "99"],
        ["changes", "http://[x"],
        ["changes", "--since", "May"],
        ["export", "--since", "May"],
        ["add", "none.txt"],
    ):
        done = sayso(*arguments, "--archive", filled)
        assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (1, b"", False), (arguments, done.stderr)


def test_the_archive_is_named_by_the_environment_and_lies_here_otherwise(tmp_path: Path) -> None:
    story = lines(tmp_path / "a.jsonl", PAGES[0])
    assert sayso("add", story, cwd=tmp_path, SAYSO_ARCHIVE=str(tmp_path / "other.db")).returncode == 0
    assert sayso("add", story, cwd=tmp_path).returncode == 0
    assert {path.name for path in tmp_path.glob("*.db")} == {"other.db", "sayso.db"}
    assert sayso("search", "timbers", cwd=tmp_path).stdout == sayso("search", "timbers", "--archive", tmp_path / "other.db").stdout


QUESTIONS = (["search", "worn OR glass"], ["search"], ["who", "Lind"], ["audit"], ["changes"])


@pytest.mark.parametrize("arguments", QUESTIONS)
def test_answers_are_the_same_in_json_and_in_csv_and_duckdb_reads_both(filled: str, tmp_path: Path, arguments: list[str]) -> None:
    as_json = sayso(*arguments, "--json", "--archive", filled)
    as_csv = sayso(*arguments, "--csv", "--archive", filled)
    assert (as_json.returncode, as_csv.returncode) == (0, 0)
    objects: list[dict[str, Any]] = json.loads(as_json.stdout)
    table = list(csv.DictReader(io.StringIO(as_csv.stdout.decode(), newline="")))
    assert objects
    assert len(table) == len(objects)
    for row, found in zip(table, objects, strict=True):
        found = {name: value for name, value in found.items() if name not in ("matches", "filters")}
        assert row == {name: "" if value is None else str(value) for name, value in found.items()}
    (tmp_path / "a.json").write_bytes(as_json.stdout)
    (tmp_path / "a.csv").write_bytes(as_csv.stdout)
    for path in ("a.json", "a.csv"):
        read = duckdb.execute(f"SELECT * FROM '{tmp_path / path}'").fetchall()
        assert len(read) == len(objects)


@pytest.mark.parametrize("arguments", [["search"], ["who", "#1"], ["audit"], ["changes"]])
def test_no_spreadsheet_runs_what_a_table_for_it_holds(tmp_path: Path, arguments: list[str]) -> None:
    place = tmp_path / "news.db"
    told = (Told(f"{mark}SUM(1) is {mark}", "Mara Lind") for mark in ("=", "+", "-", "@"))
    for number, each in enumerate(told):
        put(str(place), story(f"s{number}", each, url="https://news.example/1", outlet="=cmd()"))
    plain, safe = (
        [
            [*row]
            for row in csv.reader(io.StringIO(sayso(*arguments, "--csv", *more, "--archive", place).stdout.decode(), newline=""))
        ]
        for more in ((), ("--for-spreadsheets",))
    )
    runs = [
        (at, cell) for at, row in enumerate(plain) for cell in row if cell.startswith(("=", "+", "-", "@")) and not number_in(cell)
    ]
    assert runs
    assert safe == [[f"'{cell}" if (at, cell) in runs else cell for cell in row] for at, row in enumerate(plain)]


def number_in(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_no_answer_is_an_empty_array_and_a_head_line(filled: str) -> None:
    assert json.loads(sayso("search", "nothing", "--json", "--archive", filled).stdout) == []
    assert sayso("search", "nothing", "--csv", "--archive", filled).stdout.startswith(b"id,story_id,")
    done = sayso("search", "nothing", "--archive", filled)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"nothing found" in done.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_the_archive_is_handed_on_in_each_format(filled: str, tmp_path: Path, format_: str) -> None:
    out = tmp_path / "out"
    done = sayso("export", "--format", format_, "--output", out, "--archive", filled)
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"2 stories written to {out}" in done.stderr.decode().replace("\n", " ")
    if format_ == "jsonl":
        assert {from_json(line).text for line in out.read_bytes().splitlines()} == {page["text"] for page in PAGES[1:]}
    elif format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"), newline="")))
        assert {row["outlet"] for row in rows} == {"The Tidings", "The Post"}
    elif format_ == "parquet":
        assert set(pq.read_table(out)["outlet"].to_pylist()) == {"The Tidings", "The Post"}
    elif format_ == "brat":
        assert len(list(out.rglob("*.ann"))) == 2
    else:
        assert [bool(json.loads(line)) for line in out.read_bytes().splitlines()] == [True, True]
    if format_ not in NEED_PATH:
        assert sayso("export", "--format", format_, "--archive", filled).stdout == out.read_bytes()


def test_an_export_is_of_what_was_asked_for(filled: str) -> None:
    for filters, count in ((["--outlet", "the post"], 1), (["--since", "2024-05-05"], 1), (["--until", "2023"], 0)):
        done = sayso("export", *filters, "--archive", filled)
        assert (done.returncode, done.stdout.count(b"\n")) == (0, count)


@pytest.fixture
def datasette(tmp_path: Path) -> Iterator[Any]:
    """Datasette's own client over an archive that sayso just made."""
    import asyncio

    app = pytest.importorskip("datasette.app")
    path = tmp_path / "news.db"
    assert sayso("add", lines(tmp_path / "a.jsonl", *PAGES), "--archive", path).returncode == 0
    served = app.Datasette([str(path)])
    # A loop of its own: that of another test must not be disturbed.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def get(url: str) -> Any:
        return asyncio.run_coroutine_threadsafe(served.client.get(url), loop).result(60)

    yield get
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def test_the_file_opens_in_datasette_as_it_is(datasette: Any) -> None:
    assert datasette("/news").status_code == 200
    assert "statement" in datasette("/news").text
    table = datasette("/news/statement?_labels=on").text
    assert "Ines Calder" in table
    assert "/news/speaker/" in table
    labelled = datasette("/news/statement.json?_labels=on&_shape=objects&current=1").json()["rows"]
    assert "Ines Calder" in {row["speaker_id"]["label"] for row in labelled if row["speaker_id"]}
    stories = datasette("/news/story.json?_labels=on&_shape=objects").json()["rows"]
    assert {row["outlet_id"]["label"] for row in stories} == {"The Tidings", "The Post"}
    said = datasette("/news/said.json?_shape=array").json()
    assert {row["outlet"] for row in said} == {"The Tidings", "The Post"}
    assert all(row["content"] and row["chain"] for row in said)
    found = datasette("/news/statement.json?_search=timber&_shape=array").json()
    assert {"timbers" in row["content"] for row in found} == {True}


def test_the_file_is_read_by_sqlite_alone(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    assert sayso("add", lines(tmp_path / "a.jsonl", *PAGES), "--archive", path).returncode == 0
    with sqlite3.connect(path) as connection:
        for view in ("said", "quoted", "sourcing", "reprint", "edited"):
            connection.execute(f"SELECT * FROM {view}").fetchall()
        assert connection.execute("SELECT versions FROM edited").fetchall() == [(2,)]
    connection.close()
