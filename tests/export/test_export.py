import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.export import FORMATS, NEED_PATH, Format, export, parquet, write
from sayso.story import Story, from_json
from tests.export.stories import EMOJI
from tests.show.stories import STORY_OF_A_LETTER

STORIES = (EMOJI, STORY_OF_A_LETTER)
STREAMS: list[Format] = [format_ for format_ in FORMATS if format_ != "brat"]


def test_json_lines_give_the_stories_back(tmp_path: Path) -> None:
    assert export(STORIES, "jsonl", tmp_path / "a.jsonl") == 2
    assert tuple(map(from_json, (tmp_path / "a.jsonl").read_bytes().splitlines())) == STORIES


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_is_written_and_its_stories_counted(format_: Format, tmp_path: Path) -> None:
    assert export(iter(STORIES), format_, tmp_path / "out") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("format_", [format_ for format_ in FORMATS if format_ not in NEED_PATH])
def test_a_text_goes_to_standard_output_where_no_path_is_given(format_: Format, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export(STORIES, format_, None) == 2
    assert "Éva Čapek".encode() in capfdbinary.readouterr().out


@pytest.mark.parametrize("format_", sorted(NEED_PATH))
def test_what_is_no_text_needs_a_path(format_: Format) -> None:
    with pytest.raises(ValueError, match="needs a path"):
        export(STORIES, format_, None)


def test_a_folder_is_no_stream(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as out, pytest.raises(ValueError, match="one stream"):
        write(STORIES, "brat", out)


def _broken() -> Iterator[Story]:
    yield EMOJI
    raise InputError("archive.db", "is broken", "Mend it.")


@pytest.mark.parametrize("format_", STREAMS)
def test_a_file_is_replaced_only_once_all_is_written(format_: Format, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="is broken"):
        export(_broken(), format_, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("format_", ["jsonld", "webannotation"])
def test_a_story_is_one_line_of_json_in_any_of_its_formats(format_: Format, tmp_path: Path) -> None:
    export(STORIES, format_, tmp_path / "out")
    lines = (tmp_path / "out").read_bytes().split(b"\n")
    assert [bool(json.loads(line)) for line in lines[:-1]] == [True, True]
    assert lines[-1] == b""


def _many(count: int) -> Iterator[Story]:
    for number in range(count):
        yield replace(STORY_OF_A_LETTER, id=f"s{number}", text=STORY_OF_A_LETTER.text + " ")


@pytest.mark.parametrize("format_", FORMATS)
def test_stories_pass_through_one_by_one(format_: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def peak(count: int, place: str = "") -> int:
        tracemalloc.start()
        export(_many(count), format_, tmp_path / f"{count}{place}")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    monkeypatch.setattr(parquet, "ROWS", 50)
    peak(1)
    # What a thread of another test still holds is counted too: not each time.
    assert min(peak(400, place) for place in "abc") < peak(20) + 200_000
