import csv
import io
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from sayso.export import parquet, write
from sayso.export.csv import FORMULA
from sayso.export.rows import COLUMNS, rows, table
from sayso.story import Span, Statement, Story
from tests.export.stories import ANY, EMOJI, harbour
from tests.show.stories import STORY_OF_A_LETTER

STORIES = (EMOJI, STORY_OF_A_LETTER, Story("none", "Nobody speaks."))


def _csv(*stories: Story, for_spreadsheets: bool = False) -> bytes:
    out = io.BytesIO()
    write(stories, "csv", out, for_spreadsheets=for_spreadsheets)
    assert not out.closed
    return out.getvalue()


def _read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def _parquet(path: Path, *stories: Story) -> Path:
    with path.open("wb") as out:
        write(stories, "parquet", out)
    return path


@given(ANY)
@settings(deadline=None)
def test_a_csv_reader_finds_what_the_rows_say(story: Story) -> None:
    found = _read(_csv(story))
    for row, cells in zip(rows(story), found, strict=True):
        assert list(cells) == [column.name for column in COLUMNS]
        for column in COLUMNS:
            value = row[column.name]
            if isinstance(value, str):
                assert cells[column.name] == value
            elif isinstance(value, tuple):
                assert cells[column.name] == ";".join(f"{start}-{end}" for start, end in value)
            else:
                assert cells[column.name] == ("" if value is None else str(value).lower())


def test_a_csv_ends_its_lines_as_rfc_4180_has_them_and_has_no_byte_order_mark() -> None:
    data = _csv(STORY_OF_A_LETTER)
    assert data.startswith(b"story,url,outlet,")
    assert data.count(b"\r\n") == 1 + len(STORY_OF_A_LETTER.statements)


def test_duckdb_reads_the_csv(tmp_path: Path) -> None:
    path = tmp_path / "said.csv"
    path.write_bytes(_csv(harbour(), *STORIES))
    said = f"""select content, negated, "where", chain_length from read_csv('{path}') where story = ? order by statement"""
    found = duckdb.execute(said, [EMOJI.id]).fetchall()
    assert found == [
        ("“🐟 stink,” … The ferry sinks 🌊!", None, "body", 2),
        ("Nobody, … =knew\tit.", True, "body", None),
        ("=knew\tit.", False, None, None),
    ]


def test_a_cell_holds_the_words_of_the_source_to_the_letter_even_where_a_spreadsheet_would_run_them() -> None:
    assert _read(_csv(EMOJI))[2]["content"] == "=knew\tit."


@pytest.mark.parametrize("start", FORMULA)
def test_for_spreadsheets_no_text_is_a_formula(start: str) -> None:
    text = f"{start}1+1 Ada"
    said = Statement((Span(6, 8),), (), (Span(0, len(text)),), speaker="+7", parent=None)
    (cells,) = _read(_csv(Story("@id", text, (said,)), for_spreadsheets=True))
    assert not [cell for cell in cells.values() if cell.startswith(FORMULA)]
    assert (cells["story"], cells["content"], cells["statement"], cells["source"]) == ("'@id", f"'{text}", "0", text[6:8])
    assert (cells["source_spans"], cells["cue_spans"]) == ("'6-8", "")


@given(ANY)
@settings(deadline=None)
def test_parquet_gives_back_the_table(story: Story) -> None:
    out = io.BytesIO()
    write([story, story], "parquet", out)
    assert not out.closed
    assert pq.read_table(io.BytesIO(out.getvalue())).to_pylist() == table([story, story]).to_pylist()


def test_duckdb_reads_the_parquet_with_its_spans(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "said.parquet", *STORIES)
    said = f"""select [s."end" - s.start for s in content_spans], "when" from '{path}' where statement = 0 order by story"""
    lengths = [[end - start for start, end in story.statements[0].content] for story in (STORY_OF_A_LETTER, EMOJI)]
    assert duckdb.execute(said).fetchall() == [(lengths[0], "2024-05-03"), (lengths[1], "2024-05")]


def test_a_parquet_file_says_which_sayso_made_it_and_what_its_columns_mean(tmp_path: Path) -> None:
    found = pq.read_schema(_parquet(tmp_path / "said.parquet", EMOJI))
    assert found.metadata[b"sayso.columns"] == b"2"
    assert found.field("chain").metadata[b"meaning"].startswith(b"On whose word")


def test_parquet_is_written_in_groups_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 7)
    file = pq.ParquetFile(_parquet(tmp_path / "rows.parquet", *[STORY_OF_A_LETTER] * 5))
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [7, 7, 7, 4]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    monkeypatch.setattr(parquet, "CHARACTERS", 1)
    file = pq.ParquetFile(_parquet(tmp_path / "characters.parquet", *[STORY_OF_A_LETTER] * 5))
    assert file.num_row_groups == file.metadata.num_rows == 25


def test_a_parquet_file_of_no_stories_can_be_read(tmp_path: Path) -> None:
    assert pq.read_table(_parquet(tmp_path / "none.parquet")).num_rows == 0
