"""An archive takes in what ``sayso run`` has read as if each story had been added, and reads nothing again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sayso.archive import Archive, schema
from sayso.archive.database import connect
from sayso.reading.reader import Reader
from sayso.story import Story
from tests.ingest.archives import http, packed, page, record
from tests.run.runs import lines, news, ran

ROOT = Path(__file__).parents[2]


def held(place: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of an archive but for the times at which they came in."""
    engine = connect(place)
    with engine.connect() as connection:
        found = {}
        for table in schema.metadata.sorted_tables:
            # A failure tells by which input it came, an edition how often something was written.
            if table.name not in ("failure", "edition"):
                rows = connection.execute(select(*(column for column in table.columns if column.name != "added"))).mappings()
                found[table.name] = sorted((dict(row) for row in rows), key=repr)
    engine.dispose()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """News of several kinds: also a story of two versions, one that comes twice, and one that cannot be read."""
    found = news(tmp_path / "news")
    for name in ("ferry.jsonl", "harbour.html"):
        (found / name).write_bytes((ROOT / "examples" / name).read_bytes())
    lines(found / "again.jsonl", 1, 2)
    pages = [record(http(page(f"Port {title}")), "https://news.example/boat") for title in ("Orlay", "Skerrin")]
    (found / "z.warc.gz").write_bytes(b"".join(packed(pages)))
    (found / "bad.jsonl").write_text("{}\n")
    return found


@pytest.mark.slow
def test_parts_make_the_same_archive_as_the_stories_themselves(
    place: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(tmp_path / "out", folder)
    # In the order of the parts: numbers are given as stories come.
    shards = sorted((tmp_path / "out").glob("*.parquet"))
    other = str(tmp_path / "other.db")
    with Archive(other) as archive:
        for path in shards:
            archive.add(*sources(path))
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "read", None)
        with Archive(place) as archive:
            added = archive.add(tmp_path / "out").to_pylist()
            assert [each["name"] for each in added if each["outcome"] == "failed"] == [f"{folder}/bad.jsonl:1"]
            assert held(place) == held(other)
            assert all(held(place)[name] for name in ("statement", "subject", "likeness", "document", "tie", "trace_key"))
            again = archive.add(tmp_path / "out").to_pylist()
            assert {each["outcome"] for each in again} == {"same", "failed"}
            assert held(place) == held(other)
            assert archive.failures().num_rows == 1


def sources(part: Path) -> list[str]:
    """The files that a part was made of, in their order."""
    import pyarrow.parquet

    names = pyarrow.parquet.read_table(part, columns=["document"])["document"].to_pylist()
    return list(dict.fromkeys(name if Path(name).is_file() else name.rpartition(":")[0] for name in names))


def test_stories_and_parts_of_them_are_known_to_each_other(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    ran(tmp_path / "out", folder)
    with Archive(tmp_path / "news.db") as archive:
        assert {each["outcome"] for each in archive.add(tmp_path / "out").to_pylist()} == {"new"}
        assert {each["outcome"] for each in archive.add(folder).to_pylist()} == {"same"}


@pytest.mark.slow
def test_an_intake_of_parts_that_stops_goes_on_where_it_was(tmp_path: Path) -> None:
    ran(tmp_path / "out", lines(tmp_path / "a.jsonl", *range(80)))
    with Archive(tmp_path / "news.db") as archive:
        adding = archive.adding([tmp_path / "out"])
        assert [next(adding).outcome for _ in range(3)] == ["new"] * 3
        del adding
        outcomes = [each["outcome"] for each in archive.add(tmp_path / "out").to_pylist()]
    assert 3 <= outcomes.count("same") < 80
    assert outcomes.count("new") == 80 - outcomes.count("same")


def test_a_part_is_read_as_any_input_is(tmp_path: Path) -> None:
    from sayso.ingest import stories

    path = lines(tmp_path / "a.jsonl", 1)
    ran(tmp_path / "out", path)
    (part,) = (tmp_path / "out").glob("*.parquet")
    (before,), (story,) = stories([path]), stories([part])
    assert isinstance(before, Story)
    assert isinstance(story, Story)
    assert (story.id, story.text) == (before.id, before.text)
    assert len(story.statements) == 2
