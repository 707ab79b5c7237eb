"""A shard becomes a part and a record, and what goes wrong costs no more than it must."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pyarrow.parquet
import pytest

import sayso
from sayso.errors import InputError
from sayso.export import parquet as exported
from sayso.export.rows import COLUMNS
from sayso.ingest.parquet import READ
from sayso.reading.reader import Reader
from sayso.run import task
from sayso.run.plan import plan, prepare
from sayso.run.shards import shards_of
from sayso.run.task import Record, Step, Task, manifest, read
from sayso.story import Story, from_json
from tests.run.runs import lines, news, parts, ran, rows, text_of


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def done(reader: Reader, to: Path | str, *inputs: Path, known: Record | None = None) -> list[Record]:
    prepare(str(to))
    return [read(Task(shard, str(to), "model", known), reader, lambda _: None) for shard in shards_of(map(str, inputs))]


def test_a_part_begins_with_the_columns_of_an_export(reader: Reader, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", 1, 2)
    done(reader, tmp_path / "out", path)
    (part,) = (tmp_path / "out").glob("*.parquet")
    out = io.BytesIO()
    exported.write((reader.read(story) for story in sayso.ingest.stories([path]) if isinstance(story, Story)), out)
    names = [column.name for column in COLUMNS]
    assert pyarrow.parquet.read_table(part).select(names).to_pylist() == pyarrow.parquet.read_table(out).to_pylist()
    assert pyarrow.parquet.read_table(part).column_names == [*names, *READ]


def test_the_first_row_of_a_story_holds_all_of_it(reader: Reader, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", 1, 2)
    done(reader, tmp_path / "out", path)
    found = rows(tmp_path / "out")
    whole = [from_json(row["reading"]) for row in found if row["reading"]]
    assert whole == [reader.read(story) for story in sayso.ingest.stories([path]) if isinstance(story, Story)]
    assert [row["document"] for row in found] == [f"{path}:1"] * 2 + [f"{path}:2"] * 2
    assert [row["statement"] for row in found] == [0, 1, 0, 1]


def test_a_story_without_a_statement_and_one_that_cannot_be_read_have_a_row_each(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "none", "text": "The pier is shut."}) + '\n{"id": "broken"}\n')
    (record,) = done(reader, tmp_path / "out", path)
    one, other = rows(tmp_path / "out")
    assert (one["story"], one["statement"], one["problem"]) == ("none", None, None)
    assert (other["story"], other["statement"], other["document"]) == (None, None, f"{path}:2")
    assert "is no story" in other["problem"]
    assert (record.stories, record.statements, record.words, record.failures, record.problem) == (1, 0, 4, 1, None)


def fetched(query: str) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(query).fetchall()


def test_duckdb_asks_all_parts_at_once(reader: Reader, tmp_path: Path) -> None:
    records = done(reader, tmp_path / "out", news(tmp_path / "news"))
    statements = sum(record.statements for record in records)
    asked = f"from '{tmp_path}/out/*.parquet'"
    assert fetched(f"select count(*), count(distinct story) {asked} where statement is not null") == [(statements, 11)]
    text = f"select json_extract_string(reading, '$.text') {asked} where story = 's1' and reading is not null"
    assert fetched(text) == [(text_of(1),)]
    told = f"select sum(stories), sum(statements), sum(failures) from '{tmp_path}/out/manifest/*.json'"
    assert fetched(told) == [(11, statements, 0)]


def test_equal_shards_make_equal_bytes(reader: Reader, tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    done(reader, tmp_path / "one", folder)
    done(reader, tmp_path / "other", folder)
    assert parts(tmp_path / "one") == parts(tmp_path / "other")
    assert len(parts(tmp_path / "one")) == 4


def test_one_story_at_which_reading_breaks_is_a_failure_of_its_own(tmp_path: Path) -> None:
    class Breaks(Reader):
        def read(self, story: Story) -> Story:
            if "boat 2" in story.text:
                raise KeyError("nobody foresaw it")
            return super().read(story)

    (record,) = done(Breaks(), tmp_path / "out", lines(tmp_path / "a.jsonl", 1, 2, 3))
    assert (record.stories, record.failures, record.problem) == (2, 1, None)
    assert [row["document"].rpartition(":")[2] for row in rows(tmp_path / "out") if row["problem"]] == ["2"]


def test_what_a_broken_archive_holds_before_the_break_is_read(reader: Reader, tmp_path: Path) -> None:
    path = news(tmp_path / "news") / "c.warc.gz"
    path.write_bytes(path.read_bytes()[:-20])
    (record,) = done(reader, tmp_path / "out", path)
    assert (record.stories, record.failures, record.problem) == (2, 1, None)


def test_a_disk_that_fails_while_a_shard_is_read_fails_the_shard_and_leaves_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    lines(path, *range(400))
    before = Path.open

    class Fails(io.FileIO):
        def readinto(self, buffer: Any) -> int | None:
            if self.tell() > 9000:
                raise OSError(5, "Input/output error")
            return super().readinto(buffer)

    def opened(self: Path, mode: str = "r", *arguments: Any, **more: Any) -> Any:
        return io.BufferedReader(Fails(self)) if self == path else before(self, mode, *arguments, **more)

    monkeypatch.setattr(Path, "open", opened)
    (record,) = done(Reader(), tmp_path / "out", path)
    assert record.problem == f"{path} cannot be read (Input/output error)"
    assert parts(tmp_path / "out") == {}
    assert manifest(str(tmp_path / "out")) == {record.part: record}


def test_a_folder_that_cannot_be_written_ends_the_run_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sayso.run.part.write", full)
    with pytest.raises(InputError, match=r"No space left on device.*Make room"):
        done(Reader(), tmp_path / "out", lines(tmp_path / "a.jsonl", 1))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["manifest"]


def test_a_shard_that_only_looks_changed_is_not_read_again(tmp_path: Path) -> None:
    class Counts(Reader):
        def read(self, story: Story) -> Story:
            self.count = getattr(self, "count", 0) + 1
            return super().read(story)

    path, counts = lines(tmp_path / "a.jsonl", 1, 2), Counts()
    (first,) = done(counts, tmp_path / "out", path)
    before = parts(tmp_path / "out")
    lines(path, 1, 2)
    (again,) = done(counts, tmp_path / "out", path, known=first)
    assert counts.count == 2
    assert (again.digest, again.seconds) == (first.digest, first.seconds)
    assert again.stamp != first.stamp
    assert parts(tmp_path / "out") == before
    lines(path, 1, 3)
    (changed,) = done(counts, tmp_path / "out", path, known=first)
    assert counts.count == 4
    assert changed.digest != first.digest


def test_steps_tell_how_far_a_shard_is_and_what_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "OFTEN", 0.0)
    path = lines(tmp_path / "a.jsonl", 1, 2)
    path.write_text(path.read_text() + "{}\n")
    steps: list[Step] = []
    ran(tmp_path / "out", path, told=steps.append)
    assert [(step.stories, len(step.failed)) for step in steps] == [(1, 0), (1, 0), (0, 1), (0, 0)]
    assert sum(step.words for step in steps) == 2 * len(text_of(1).split())
    assert steps[-1].size == path.stat().st_size


def test_parts_may_lie_in_a_store_of_fsspec(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    ran(tmp_path / "out", folder)
    ran("memory://parts-of/out", folder)
    store = fsspec.filesystem("memory")
    try:
        found = {Path(name).name: store.cat(name) for name in store.ls("/parts-of/out", detail=False) if name.endswith("parquet")}
        assert found == parts(tmp_path / "out")
        assert plan([str(folder)], "memory://parts-of/out").tasks == ()
        lines(folder / "a.jsonl", 1)
        (record,) = ran("memory://parts-of/out", folder)
        assert record.stories == 1
        assert not [name for name in store.find("/parts-of") if name.endswith(".new")]
    finally:
        store.rm("/parts-of", recursive=True)
