"""What a run does again, and what it leaves as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import sayso
from sayso.errors import InputError
from sayso.run.files import listed
from sayso.run.plan import estimate, plan, prepare
from sayso.run.task import MANIFEST
from tests.run.runs import lines, news, parts, ran


def planned(tmp_path: Path, **options: str) -> list[str]:
    """What is left to do of the news, by the last name of each shard."""
    return sorted(Path(task.shard.name).name for task in plan([str(tmp_path / "news")], str(tmp_path / "out"), **options).tasks)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with news and the parts of them."""
    folder = tmp_path_factory.mktemp("kept")
    ran(folder / "out", news(folder / "news"))
    return folder


def test_what_is_done_is_not_done_again(kept: Path) -> None:
    assert planned(kept) == []
    assert [record.stories for record in plan([str(kept / "news")], str(kept / "out")).done] == [3, 3, 3, 2]


def test_a_part_that_is_gone_or_cut_off_is_made_again(kept: Path) -> None:
    before = parts(kept / "out")
    gone, cut = [kept / "out" / name for name in before if "a.jsonl" in name or "b.parquet" in name]
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:100])
    assert planned(kept) == ["a.jsonl", "b.parquet"]
    ran(kept / "out", kept / "news")
    assert parts(kept / "out") == before


def test_what_another_version_or_model_made_is_made_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sayso, "__version__", "9.9")
        assert len(planned(kept)) == 4
    monkeypatch.setattr("sayso.run.plan.model", lambda: "another")
    assert len(planned(kept)) == 4


def test_another_date_or_language_is_another_reading(kept: Path) -> None:
    assert len(planned(kept, published="2024-05-01")) == 4
    assert len(planned(kept, lang="en")) == 4


def test_a_shard_that_changed_is_read_again_and_no_other(kept: Path) -> None:
    lines(kept / "news" / "a.jsonl", 0, 1, 9)
    assert planned(kept) == ["a.jsonl"]


def test_a_shard_that_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lines(tmp_path / "a.jsonl", 1)
    with monkeypatch.context() as patch:
        patch.setattr("sayso.run.part.write", None)
        (record,) = ran(tmp_path / "out", path)
    assert record.problem
    assert "TypeError" in record.problem
    (record,) = ran(tmp_path / "out", path)
    assert (record.problem, record.stories) == (None, 1)


def test_a_manifest_that_was_cut_off_counts_for_nothing(kept: Path) -> None:
    ran(kept / "out", kept / "news")
    record = next((kept / "out" / MANIFEST).glob("*b.parquet*"))
    record.write_bytes(record.read_bytes()[:30])
    assert planned(kept) == ["b.parquet"]


def test_what_a_killed_run_left_unfinished_is_cleared_and_never_read(kept: Path) -> None:
    ran(kept / "out", kept / "news")
    left = kept / "out" / ".part-x.parquet.1-a.new"
    left.write_bytes(b"half")
    assert planned(kept) == []
    prepare(str(kept / "out"))
    assert not left.exists()
    assert len(listed(str(kept / "out"))) == 4


def test_the_largest_shards_come_first(tmp_path: Path) -> None:
    for name, count in (("a", 1), ("b", 9), ("c", 3)):
        lines(tmp_path / f"{name}.jsonl", *range(count))
    tasks = plan([str(tmp_path)], str(tmp_path / "out")).tasks
    assert [Path(task.shard.name).stem for task in tasks] == ["b", "c", "a"]


def test_an_estimate_comes_from_some_stories_of_each_kind(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    lines(folder / "a.jsonl", *range(100))
    found = estimate(plan([str(folder)], str(tmp_path / "out")))
    assert found
    assert 60 < found.stories < 180
    assert found.seconds > 0
    assert not (tmp_path / "out").exists()
    assert estimate(plan([str(folder / "b.parquet")], str(tmp_path / "out"))).stories == 3  # type: ignore[union-attr]


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="Choose another folder"):
        prepare(str(tmp_path / "out"))
