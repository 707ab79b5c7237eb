"""What a run is cut into: every record is in one shard, whatever the file and wherever it is cut."""

from __future__ import annotations

import gzip
from pathlib import Path

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import Document, documents
from sayso.run import shards
from sayso.run.files import ReadError
from sayso.run.shards import Shard, shards_of
from tests.ingest.archives import http, packed, page, record, records
from tests.run.runs import lines, news, table, text_of


def told(found: list[Shard]) -> list[tuple[str, list[str]]]:
    """Of each shard the documents, by their digests: what they are called depends on where a file is cut."""
    return [(shard.name, [each.digest for each in shard.documents() if isinstance(each, Document)]) for shard in found]


def names(shard: Shard) -> list[str]:
    return [each.name for each in shard.documents() if isinstance(each, Document)]


def test_files_of_many_stories_are_shards_and_those_of_one_go_together(tmp_path: Path) -> None:
    found = shards_of([str(news(tmp_path / "news"))])
    assert [Path(shard.name).name for shard in found] == ["a.jsonl", "b.parquet", "c.warc.gz", "6.txt and 1 more"]
    assert [len(digests) for _, digests in told(found)] == [3, 3, 3, 2]


def test_shards_hold_what_the_inputs_of_other_verbs_do(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    found = sorted(digest for _, digests in told(shards_of([str(folder)])) for digest in digests)
    assert found == sorted(each.digest for each in documents([folder]) if isinstance(each, Document))


def test_a_part_is_called_by_where_its_shard_lies_below_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = news(tmp_path / "one" / "news"), news(tmp_path / "other" / "news")
    names = [shard.part for shard in shards_of([str(one)])]
    assert [shard.part for shard in shards_of([str(other)])] == names
    monkeypatch.chdir(tmp_path / "one")
    assert [shard.part for shard in shards_of(["news"])] == names
    lines(one / "0.jsonl", 9)
    assert names == [shard.part for shard in shards_of([str(one)])][1:]
    assert all(name.startswith("part-news-") for name in names)


def test_names_that_look_alike_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for path in ("a/b.jsonl", "a-b.jsonl", "ä.jsonl", "ö.jsonl", f"{'x' * 200}.jsonl"):
        lines(tmp_path / path, 1)
    found = [shard.part for shard in shards_of([str(tmp_path)])]
    assert len(set(found)) == 5
    assert all(name.isascii() and len(name) < 120 for name in found)


def test_two_inputs_that_would_have_one_part_are_refused(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        lines(tmp_path / name / "a.jsonl", 1)
    paths = [str(tmp_path / name / "a.jsonl") for name in ("one", "other")]
    with pytest.raises(InputError, match="would have the same part as"):
        shards_of(paths)
    assert len(shards_of([str(tmp_path)])) == 2


@pytest.mark.parametrize("given_", ["nowhere", "https://news.example/a.jsonl", "bogus://a", "memory://nowhere"])
def test_what_is_no_shard_says_so(given_: str) -> None:
    with pytest.raises(InputError, match=given_):
        shards_of([given_])


def test_single_stories_are_cut_by_their_number_and_a_folder_tells_nothing_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "MOST", 2)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for number in range(3):
            (tmp_path / folder / f"{number}.txt").write_text(text_of(number), encoding="utf-8")
    before = shards_of([str(tmp_path)])
    assert [len(shard.files) for shard in before] == [2, 1, 2, 1]
    (tmp_path / "a" / "00.txt").write_text(text_of(9), encoding="utf-8")
    after = shards_of([str(tmp_path)])
    assert [shard.part for shard in after] == [shard.part for shard in before]
    assert [shard.stamp for shard in after[2:]] == [shard.stamp for shard in before[2:]]
    assert [shard.stamp for shard in after[:2]] != [shard.stamp for shard in before[:2]]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12), size=st.integers(1, 120), ended=st.booleans())
def test_pieces_of_json_lines_hold_each_line_once(
    texts: list[str], size: int, ended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(texts) + "\n" * ended, encoding="utf-8", newline="\n")
    whole = [each.data.rstrip(b"\n") for each in documents([path]) if isinstance(each, Document)]
    monkeypatch.setattr(shards, "LARGEST", size)
    found = [
        each.data.rstrip(b"\n") for shard in shards_of([str(path)]) for each in shard.documents() if isinstance(each, Document)
    ]
    assert found == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(count=st.integers(1, 6), size=st.integers(200, 3000))
def test_pieces_of_a_web_archive_hold_each_page_once(
    count: int, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.warc.gz"
    # A page that holds packed bytes, as images do: they are no beginning of a record.
    odd = record(http(page("Odd") + gzip.compress(b"WARC is no word here")))
    path.write_bytes(b"".join(packed([*records(count), odd])))
    whole = [each.digest for each in documents([path]) if isinstance(each, Document)]
    monkeypatch.setattr(shards, "LARGEST", size)
    assert [digest for _, digests in told(shards_of([str(path)])) for digest in digests] == whole
    assert len(whole) == count + 1


def test_a_huge_file_is_cut_and_each_piece_says_where_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lines(tmp_path / "a.jsonl", *range(10))
    size = len(path.read_bytes()) // 10
    (before,) = shards_of([str(path)])
    monkeypatch.setattr(shards, "LARGEST", 4 * size)
    found = shards_of([str(path)])
    assert [len(digests) for _, digests in told(found)] == [4, 4, 2]
    assert names(found[1])[0] == f"{path}@{4 * size}:1"
    # So that a file that has grown leaves no part of its former size behind.
    assert found[0].part == before.part
    assert sum(shard.size for shard in found) == path.stat().st_size


def test_what_has_no_beginnings_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "LARGEST", 10)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(tmp_path / "b.jsonl", 1, 2).read_bytes()))
    (tmp_path / "a.warc").write_bytes(b"".join(records(2)))
    for name in ("a.jsonl.gz", "a.warc"):
        (shard,) = shards_of([str(tmp_path / name)])
        assert len(told([shard])[0][1]) == 2


def test_pieces_of_parquet_are_its_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "a.parquet", *range(5))
    whole = [each.digest for each in documents([path]) if isinstance(each, Document)]
    monkeypatch.setattr(shards, "LARGEST", path.stat().st_size // 3)
    found = told(shards_of([str(path)]))
    assert [len(digests) for _, digests in found] == [5, 0, 0, 0][: len(found)]
    assert found[0][1] == whole


def test_a_store_of_fsspec_gives_the_same_as_a_folder(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    (folder / ".hidden.jsonl").write_text("no")
    (folder / "picture.png").write_bytes(b"no")
    store = fsspec.filesystem("memory")
    store.put(str(folder), "/shards-of/news", recursive=True)
    try:
        found = shards_of(["memory://shards-of/news"])
        local = shards_of([str(folder)])
        assert [shard.part for shard in found] == [shard.part for shard in local]
        assert [digests for _, digests in told(found)] == [digests for _, digests in told(local)]
        assert [shard.part for shard in shards_of([f"file://{folder}"])] == [shard.part for shard in local]
        assert names(found[0])[0] == "memory:///shards-of/news/a.jsonl:1"
    finally:
        store.rm("/shards-of", recursive=True)


def test_a_file_that_is_gone_is_no_story_that_cannot_be_read(tmp_path: Path) -> None:
    (shard,) = shards_of([str(lines(tmp_path / "a.jsonl", 1))])
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(ReadError, match=r"a\.jsonl cannot be opened"):
        list(shard.documents())
