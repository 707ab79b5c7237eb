"""Parquet as an input: a story a row."""

from __future__ import annotations

import datetime
import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import Document, documents, stories
from sayso.ingest.parquet import rows
from sayso.story import Story


def table(path: Path, **columns: list[Any]) -> Path:
    pyarrow.parquet.write_table(pa.table(columns), path)
    return path


TEXTS = [f"The boat {number} leaks, the master said." for number in range(5)]


def test_each_row_is_a_story_as_a_line_of_json_would_be(tmp_path: Path) -> None:
    dates = [datetime.datetime(2024, 5, 1 + number, 9) for number in range(5)]
    path = table(
        tmp_path / "news.parquet", id=[1, 2, 3, 4, 5], text=TEXTS, outlet=["The Gull"] * 5, published=dates, other=[b"x"] * 5
    )
    found = [story for story in stories([path]) if isinstance(story, Story)]
    assert [(story.id, story.text, story.outlet) for story in found] == [(str(n), TEXTS[n - 1], "The Gull") for n in range(1, 6)]
    assert [(story.published or "")[:10] for story in found] == [f"2024-05-0{number}" for number in range(1, 6)]
    assert [each.name for each in documents([path]) if isinstance(each, Document)] == [f"{path}:{number}" for number in range(1, 6)]


def test_a_row_without_a_text_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = table(tmp_path / "news.parquet", id=["a", "b", "c"], text=[TEXTS[0], None, TEXTS[2]])
    one, error, other = stories([path])
    assert isinstance(error, InputError)
    assert error.input == f"{path}:2"
    assert isinstance(one, Story)
    assert isinstance(other, Story)


def test_parquet_in_a_folder_is_found_and_needs_no_ending_elsewhere(tmp_path: Path) -> None:
    table(tmp_path / "news.parquet", id=["a"], text=TEXTS[:1])
    table(tmp_path / "other", id=["b"], text=TEXTS[1:2])
    assert [story.id for story in stories([tmp_path, tmp_path / "other"]) if isinstance(story, Story)] == ["a", "b"]


def test_columns_of_something_else_and_broken_files_say_so(tmp_path: Path) -> None:
    other = table(tmp_path / "other.parquet", id=["a"], body=["x"])
    whole = table(tmp_path / "whole.parquet", id=["a"], text=TEXTS[:1]).read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    problems = [each.problem for each in stories([other, tmp_path / "cut.parquet"]) if isinstance(each, InputError)]
    assert problems[0] == "is Parquet without columns id and text"
    assert problems[1].startswith("is broken Parquet")


def test_parquet_that_comes_as_a_stream_is_refused() -> None:
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(InputError, match="comes as a stream"):
        list(rows(Stream(b"PAR1"), "-", source="-"))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.lists(st.integers(0, 4000), max_size=4))
def test_stretches_of_a_file_hold_each_row_once(groups: list[int], cuts: list[int]) -> None:
    file = io.BytesIO()
    columns = pa.schema([("id", pa.string()), ("text", pa.string())])
    with pyarrow.parquet.ParquetWriter(file, columns) as writer:
        at = 0
        for size in groups:
            writer.write_table(pa.table({"id": [str(at + n) for n in range(size)], "text": ["x"] * size}, columns))
            at += size
    edges = [0, *sorted({cut for cut in cuts if cut}), len(file.getvalue()) + 1]
    found = []
    for start, stop in pairwise(edges):
        found += [each.name for each in rows(file, "f", source="f", start=start, stop=stop) if isinstance(each, Document)]
    assert found == [f"f:{number}" for number in range(1, at + 1)]
