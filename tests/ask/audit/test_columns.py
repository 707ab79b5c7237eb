import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Connection, Text, update
from sqlalchemy.exc import DatabaseError

from sayso.archive import Archive, schema
from sayso.archive.database import connect, writing
from sayso.ask.audit import columns
from sayso.ask.audit.columns import Figures, Latest, load, month_of, stamp
from sayso.ask.search import Query
from sayso.story import lacking
from tests.archive.stories import PIER, Told, lines, put, story
from tests.ask.audit.audited import fill


@contextmanager
def opened(place: str) -> Iterator[Connection]:
    engine = connect(place)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def loaded(place: str) -> Figures:
    with opened(place) as connection:
        return load(connection)


def stamped(place: str) -> int:
    with opened(place) as connection:
        return stamp(connection)


def test_each_statement_that_stands_now_is_a_row_of_the_columns(shared_place: str) -> None:
    fill(shared_place)
    found = loaded(shared_place)
    with Archive(shared_place) as archive:
        hits = archive.hits(Query(limit=1000, act="all", unsure=True))
    assert len(hits) == len(found.speaker) > 50

    def at(names: tuple[str, ...], place: int) -> str | None:
        return names[place] if place < len(names) else None

    outlets, numbers = tuple(each.name for each in found.outlets), tuple(str(each.id) for each in found.speakers)
    rows = [
        (
            at(numbers, found.speaker[row]),
            at(outlets, found.outlet[row]),
            at(found.months, found.month[row]),
            *found.profiles[found.profile[row]],
        )
        for row in range(len(found.speaker))
    ]
    told = [
        (
            str(hit.speaker_id) if hit.speaker_id else None,
            hit.outlet,
            month_of(hit.published),
            hit.kind,
            hit.stance,
            lacking(hit.speaker_kind) if hit.unnamed else "named" if hit.source and hit.speaker_kind != "open" else "nobody",
            hit.negated,
            hit.act,
            hit.unsure,
            hit.depth,
            hit.chain_length,
        )
        for hit in hits
    ]
    assert sorted(map(str, rows)) == sorted(map(str, told))
    assert len({*found.story.tolist()}) == len({hit.story_id for hit in hits})


def test_the_stamp_changes_with_whatever_changes_the_figures(archive: Archive, place: str, tmp_path: Path) -> None:
    page = {"text": PIER, "url": "https://tidings.example/pier"}
    seen = []

    def note() -> None:
        seen.append(stamped(place))
        assert stamped(place) == seen[-1]

    archive.add(lines(tmp_path / "a.jsonl", page))
    note()
    archive.add(lines(tmp_path / "b.jsonl", {**page, "outlet": "The Tidings"}))
    archive.add(lines(tmp_path / "c.jsonl", {**page, "published": "2024-05-04"}))
    note()
    archive.add(lines(tmp_path / "d.jsonl", {**page, "text": PIER.replace("rotten", "worn")}))
    note()
    calder, bray = (archive.bearer(name).id for name in ("Calder", "Bray"))
    new = archive.part(calder, 1)
    note()
    merge = archive.merge(new, bray, "a test")
    note()
    archive.unmerge(merge)
    note()
    assert len({*seen}) == len(seen)


def arrays(figures: Figures) -> list[object]:
    found = (getattr(figures, each.name) for each in fields(figures) if each.name != "stamp")
    return [each.tolist() if isinstance(each, np.ndarray) else each for each in found]


def test_no_column_of_the_archive_changes_the_figures_and_not_their_stamp(tmp_path: Path) -> None:
    """Whatever somebody edits with a tool of their own: each column of each table, in all rows, and the rows themselves."""
    place = str(tmp_path / "news.db")
    fill(place)
    engine = connect(place)
    told: set[str] = set()

    def edit(name: str, change: str) -> None:
        with engine.connect().execution_options(writes=True) as connection, connection.begin() as all_of_it:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            before, seen = stamp(connection), arrays(load(connection))
            with suppress(DatabaseError):
                connection.exec_driver_sql(change)
            try:
                changed = arrays(load(connection)) != seen
            except (LookupError, ValueError):
                # No such thing can stand there.
                changed = True
            if changed:
                told.add(name)
                assert stamp(connection) != before, change
            all_of_it.rollback()

    for table in schema.metadata.sorted_tables:
        if table.name in ("edition", "meaning"):
            continue
        for column in table.columns:
            new = {Text: f"'1999-01-01' || \"{column.name}\"", Boolean: f'NOT "{column.name}"'}.get(type(column.type))
            for value in (new or f'"{column.name}" + 1', "NULL"):
                edit(f"{table.name}.{column.name}", f'UPDATE OR IGNORE "{table.name}" SET "{column.name}" = {value}')
        edit(table.name, f'DELETE FROM "{table.name}"')
    engine.dispose()
    assert {"statement", "statement.stance", "statement.speaker_id", "story.published", "outlet.name", "subject.about"} <= told


def test_an_edit_by_hand_changes_the_stamp(archive: Archive, place: str) -> None:
    put(place, story("1", Told("it is late")))
    before = archive.audit().all.direct, stamped(place)
    engine = connect(place)
    with writing(engine) as connection:
        connection.execute(update(schema.statement).values(kind="direct"))
    engine.dispose()
    assert stamped(place) > before[1]
    assert (before[0], archive.audit().all.direct) == (0, 1)


def test_figures_are_loaded_again_only_once_something_changed(
    archive: Archive, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = []

    def noted(connection: Connection) -> Figures:
        times.append(1)
        return load(connection)

    monkeypatch.setattr(columns, "load", noted)
    put(place, story("1", Told("it is late")))
    assert [archive.audit().all.statements for _ in range(3)] == [1, 1, 1]
    put(place, story("2", Told("it is early")))
    assert [archive.audit().all.statements for _ in range(3)] == [2, 2, 2]
    assert len(times) == 2


def test_of_several_who_ask_one_loads_and_the_others_wait(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, story("1", Told("it is late")))
    times = []

    def slowly(connection: Connection) -> Figures:
        times.append(1)
        time.sleep(0.2)
        return load(connection)

    monkeypatch.setattr(columns, "load", slowly)
    latest, found = Latest(), []
    threads = [threading.Thread(target=lambda: found.append(latest.get(lambda: opened(place)))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len({*map(id, found)}), len(times)) == (5, 1, 1)


def test_the_figures_from_before_are_told_while_new_ones_load(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, story("1", Told("it is late")))
    latest = Latest()
    old = latest.get(lambda: opened(place), fresh=False)
    put(place, story("2", Told("it is early")))
    going = threading.Event()

    def once_told(connection: Connection) -> Figures:
        going.wait(20)
        return load(connection)

    monkeypatch.setattr(columns, "load", once_told)
    assert latest.get(lambda: opened(place), fresh=False) is old
    assert latest.get(lambda: opened(place), fresh=False) is old
    going.set()
    assert len(latest.get(lambda: opened(place)).speaker) == 2
    assert len(latest.get(lambda: opened(place), fresh=False).speaker) == 2


@pytest.mark.parametrize(
    ("published", "month"),
    [
        ("2024-05-04T23:30:00+02:00", "2024-05"),
        ("2024-05", "2024-05"),
        ("2024", "2024-01"),
        ("2024-12-31", "2024-12"),
        (None, None),
        ("", None),
        ("May 2024", None),
    ],
)
def test_a_story_is_of_the_month_in_which_a_search_finds_it(published: str | None, month: str | None) -> None:
    assert month_of(published) == month


@given(st.dates())
def test_every_day_is_of_its_month(day: object) -> None:
    assert month_of(str(day)) == str(day)[:7]
