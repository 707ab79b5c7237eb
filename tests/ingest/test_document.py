import gzip
import io
import json
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.ingest import Document, documents, stories, story_of
from sayso.ingest.markup import MOST_TAGS
from sayso.ingest.page import LARGEST
from sayso.story import Story
from tests.ingest.archives import http, packed, page, record, records

TEXT = "The night boat will stop in April, the harbour master said."


def only(*given: Path | str) -> Document:
    (found,) = documents(given)
    assert isinstance(found, Document), found
    return found


def failure(*given: Path | str) -> InputError:
    (error,) = stories(given)
    assert isinstance(error, InputError), error
    return error


def files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT, encoding="utf-8")


def names(folder: Path, *given: str) -> list[str]:
    """Return what is found, as paths in the folder."""
    return [os.path.relpath(found.name, folder) for found in documents(given) if isinstance(found, Document)]


def test_stories_are_the_documents_read_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"".join(packed(records(2))))
    (tmp_path / "b.html").write_bytes(page())
    (tmp_path / "c.jsonl").write_text(f"{json.dumps({'id': '7', 'text': TEXT})}\n{{\n", encoding="utf-8")
    files(tmp_path, "d.txt")
    read: list[object] = []
    for found in documents([tmp_path], published="2024-05-07"):
        assert isinstance(found, Document)
        assert found.input == str(tmp_path)
        # A document goes to another process and is read there.
        sent = pickle.loads(pickle.dumps(found))
        assert sent == found
        try:
            read.append(story_of(sent))
        except InputError as error:
            read.append(str(error))
    assert read == [item if isinstance(item, Story) else str(item) for item in stories([tmp_path], published="2024-05-07")]
    assert [type(item).__name__ for item in read] == ["Story", "Story", "Story", "Story", "str", "Story"]


def test_a_document_keeps_its_digest_until_something_but_its_name_changes(tmp_path: Path) -> None:
    files(tmp_path, "a.txt")
    first = only(tmp_path / "a.txt")
    assert only(tmp_path / "a.txt").digest == first.digest
    changed = [
        replace(first, data=b"other"),
        replace(first, form="page"),
        replace(first, published="2024-05-07"),
        replace(first, url="https://news.example/"),
        replace(first, charset="latin-1"),
    ]
    assert len({first.digest, *(document.digest for document in changed)}) == 6
    assert replace(first, name="b").digest == first.digest


def test_a_pattern_gives_the_files_that_match_in_order(tmp_path: Path) -> None:
    files(tmp_path, "b.txt", "a.txt", "c.md", "deep/er/d.txt", ".hidden.txt", ".git/e.txt")
    assert names(tmp_path, f"{tmp_path}/*.txt") == ["a.txt", "b.txt"]
    assert names(tmp_path, f"{tmp_path}/**/*.txt") == ["a.txt", "b.txt", "deep/er/d.txt"]
    assert names(tmp_path, f"{tmp_path}/**") == ["a.txt", "b.txt", "c.md", "deep/er/d.txt"]
    assert names(tmp_path, f"{tmp_path}/[bc].*") == ["b.txt", "c.md"]
    assert names(tmp_path, f"{tmp_path}/d*") == ["deep/er/d.txt"]
    assert names(tmp_path, f"{tmp_path}/.hid*") == [".hidden.txt"]


def test_a_pattern_counts_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, "news/a.txt")
    monkeypatch.chdir(tmp_path)
    assert only("news/*.txt").name == "news/a.txt"
    assert only("news/*.txt").input == "news/*.txt"


def test_a_pattern_that_matches_nothing_is_an_error(tmp_path: Path) -> None:
    assert "matches no file" in failure(f"{tmp_path}/*.txt").problem
    assert "is no pattern" in failure(f"{tmp_path}/a**.txt").problem


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    files(tmp_path, "boat[1]*?.txt", "boat1.txt")
    assert only(tmp_path / "boat[1]*?.txt").name.endswith("boat[1]*?.txt")


@pytest.mark.parametrize("name", ["a b\n.txt", "-", "~", "ärger.txt", "a" * 250 + ".txt", "'\";$(x).txt", "\u202egnp.txt"])
def test_files_of_odd_names_are_read(tmp_path: Path, name: str) -> None:
    files(tmp_path, name)
    assert only(tmp_path / name).name == str(tmp_path / name)


def test_a_name_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    assert "cannot be read" in failure(tmp_path / ("a" * 5000)).problem


@pytest.mark.parametrize("name", ["boat.txt.gz", "boat", "news.jsonl.gz", "boat.html.gz", "item.json.gz"])
def test_what_is_packed_is_read_as_if_it_were_not(tmp_path: Path, name: str) -> None:
    line = json.dumps({"id": "7", "text": TEXT}).encode()
    data = page() if "html" in name else line if "json" in name else TEXT.encode()
    (tmp_path / name).write_bytes(gzip.compress(data))
    found = only(tmp_path / name)
    assert found.data == data
    assert isinstance(story_of(found), Story)
    if "." in name:
        assert only(tmp_path).data == data


@pytest.mark.parametrize("name", ["boat.txt.gz", "news.jsonl.gz"])
def test_what_is_packed_and_broken_is_an_error(tmp_path: Path, name: str) -> None:
    whole = gzip.compress(json.dumps({"id": "7", "text": TEXT}).encode())
    for data in (whole[:-10], whole[:12] + b"\xff\xff" + whole[14:], b"\x1f\x8b"):
        (tmp_path / name).write_bytes(data)
        assert "is broken gzip" in failure(tmp_path / name).problem


def test_what_unpacks_to_more_than_a_file_may_have_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(bytes(300_000_000), 1))
    assert "is larger than 100 MB" in failure(tmp_path / "bomb.txt.gz").problem


def test_standard_input_may_be_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"".join(packed(records(2))))))
    assert len([found for found in documents(["-"]) if isinstance(found, Document)]) == 2


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    import tracemalloc

    with (tmp_path / "a.json").open("w") as file:
        for number in range(300):
            file.write(json.dumps({"id": str(number), "text": TEXT * 1000}) + "\n")
    tracemalloc.start()
    count = sum(1 for _ in documents([tmp_path / "a.json"]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak < 2_000_000, "bytes, of 18 MB"


def test_a_page_of_fifty_megabytes_is_refused_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[object] = []
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *given, **_: parsed.append(given))
    (tmp_path / "a.html").write_bytes(page() + b"<p>boat" * 7_000_000)
    assert failure(tmp_path / "a.html").problem == f"is a page of more than {LARGEST / 1e6:g} MB"
    assert not parsed


def test_a_page_of_so_many_elements_that_it_would_take_minutes_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[object] = []
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *given, **_: parsed.append(given))
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "a.html").write_bytes(("<html><p>boat" + "<p>boat" * 40_000).encode(encoding))
        assert failure(tmp_path / "a.html").problem == f"is a page of more than {MOST_TAGS:,} elements"
    assert not parsed


def test_one_broken_file_of_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(http(page()))[:-200])
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    files(tmp_path, "c.txt")
    assert [getattr(item, "id", "error") for item in stories([tmp_path])] == ["error", "error", str(tmp_path / "c.txt")]


def test_nesting_without_end_is_an_error(tmp_path: Path) -> None:
    deep = '{"id": "7", "text": "x", "more": ' + "[" * 100_000 + "]" * 100_000 + "}"
    (tmp_path / "a.jsonl").write_text(f"{deep}\n{json.dumps({'id': '8', 'text': TEXT})}\n", encoding="utf-8")
    bad, good = stories([tmp_path / "a.jsonl"])
    assert isinstance(bad, InputError)
    assert isinstance(good, Story)
