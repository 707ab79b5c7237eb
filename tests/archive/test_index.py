"""SQLite's index of words and facets: that it holds what the tables hold, whatever changes in them."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from benchmarks import made
from sayso.archive import Archive
from sayso.archive.database import connect, counted, writing
from sayso.archive.store import keep
from sayso.ask.search import Query
from tests.archive.stories import MARKET, PIER, know, lines

PIER_PAGE = {"text": PIER, "url": "https://tidings.example/pier", "outlet": "The Tidings", "published": "2024-05-04"}
MARKET_PAGE = {"text": MARKET, "url": "https://post.example/market", "outlet": "The Post", "published": "2024-05-06"}


@pytest.fixture
def kept(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "news.db")
    archive.add(lines(tmp_path / "a.jsonl", PIER_PAGE, MARKET_PAGE))
    return archive


def check(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO statement_words(statement_words, rank) VALUES ('integrity-check', 1)")


@pytest.mark.usefixtures("kept")
def test_the_check_finds_an_index_that_says_something_else(tmp_path: Path) -> None:
    check(tmp_path / "news.db")
    with sqlite3.connect(tmp_path / "news.db") as connection:
        connection.execute("DROP TRIGGER statement_words_anew")
        connection.execute("UPDATE statement SET facets = 'm199901'")
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        check(tmp_path / "news.db")


def test_a_new_version_a_date_and_an_outlet_that_are_learnt_and_one_told_apart_are_in_it(kept: Archive, tmp_path: Path) -> None:
    later = {**PIER_PAGE, "text": PIER.replace("rotten", "worn"), "published": "2024-06-01"}
    kept.add(lines(tmp_path / "b.jsonl", later))
    bare = {"text": PIER.replace("pier", "bridge")}
    kept.add(lines(tmp_path / "c.jsonl", bare))
    kept.add(lines(tmp_path / "d.jsonl", {**bare, "outlet": "Echo", "url": "https://echo.example/1", "published": "2024-07-01"}))
    calder = kept.bearer("Calder").id
    new = kept.part(calder, 1)
    kept.merge(new, calder, "it is she")
    check(tmp_path / "news.db")
    assert kept.search("timbers", outlet="Echo", since="2024-07", speaker="Calder").num_rows == 1
    assert kept.search("timbers", outlet="The Tidings", since="2024-06", until="2024-06", speaker="Calder").num_rows == 1
    assert kept.search("timbers", since="2024-05", until="2024-05").num_rows == 0


def test_months_find_no_more_than_the_days_that_are_asked_for(kept: Archive) -> None:
    assert kept.search("glass", since="2024-05-06", until="2024-05-06").num_rows >= 1
    assert kept.search("glass", since="2024-05-07").num_rows == 0
    assert kept.search("glass", since="2020").num_rows >= 1


def test_once_it_is_counted_no_search_walks_through_all_statements(tmp_path: Path) -> None:
    engine = connect(tmp_path / "news.db", create=True)
    with writing(engine) as connection:
        for story in made.stories(60):
            keep(connection, story, ())
    engine.dispose()
    know(str(tmp_path / "news.db"), "gender", nemo="man")

    def steps() -> list[str]:
        """How SQLite finds what is asked for."""
        asked: list[tuple[str, tuple[object, ...]]] = []
        with Archive(tmp_path / "news.db") as archive:

            @event.listens_for(archive._engine(), "before_cursor_execute")
            def note(_: object, __: object, sql: str, values: tuple[object, ...], *___: object) -> None:
                asked.append((sql, values))

            for query in (
                Query(stance="distancing", kind="direct", since="2022"),
                Query(sourced="unnamed"),
                Query(sourced="nobody"),
                Query(negated=True, sourced="named"),
                Query(attribute="gender="),
                Query(without="outlet"),
                Query(depth=1, until="2020"),
            ):
                archive.hits(query)
        with sqlite3.connect(tmp_path / "news.db") as raw:
            return [row[3] for sql, values in asked if sql != "BEGIN" for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    assert [step for step in steps() if step.startswith("SCAN statement")]
    engine = connect(tmp_path / "news.db")
    counted(engine)
    engine.dispose()
    assert [step for step in steps() if step.startswith("SCAN statement")] == []


def test_what_the_tables_hold_is_counted_again_once_they_have_doubled(kept: Archive, tmp_path: Path) -> None:
    def told() -> int:
        with sqlite3.connect(tmp_path / "news.db") as connection:
            rows = connection.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'version'")
            return max(int(row[0].split()[0]) for row in rows)

    counts = [told()]
    for number in range(4):
        kept.add(lines(tmp_path / f"{number}.jsonl", {"text": f"The boat {number} leaks, the master said."}))
        counts.append(told())
    assert counts == [2, 2, 2, 5, 5]
