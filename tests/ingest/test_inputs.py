import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import stories
from sayso.ingest.decode import decode
from sayso.story import Story

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = "The night boat will stop in April, the harbour master said."


def only(found: object) -> Story:
    items = list(found)  # type: ignore[call-overload]
    assert len(items) == 1
    assert isinstance(items[0], Story), items[0]
    return items[0]


def failure(*inputs: Path | str) -> InputError:
    (error,) = stories(inputs)
    assert isinstance(error, InputError)
    assert error.remedy
    return error


def test_a_text_file_is_a_story_with_its_path_for_an_id(tmp_path: Path) -> None:
    path = tmp_path / "boat.txt"
    path.write_bytes(f"\ufeff{TEXT}\r\nMore.\r\n".encode())
    story = only(stories([path]))
    assert (story.id, story.text) == (str(path), f"{TEXT}\nMore.\n")


def test_json_lines_keep_id_and_text_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "boats.jsonl"
    line = {
        "id": " 7 ",
        "text": f"  {TEXT}\r\n",
        "url": "https://news.example/7",
        "outlet": "NW",
        "published": "2024-05-05",
        "more": 1,
    }
    path.write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    story = only(stories([path]))
    assert (story.id, story.text, story.url, story.outlet, story.published) == (
        " 7 ",
        f"  {TEXT}\r\n",
        "https://news.example/7",
        "NW",
        "2024-05-05",
    )


def test_a_headline_of_json_lines_that_opens_the_text_is_a_span(tmp_path: Path) -> None:
    path = tmp_path / "boats.jsonl"
    path.write_text(json.dumps({"id": "7", "text": f"Boat to stop\n\n{TEXT}", "headline": "Boat to stop"}), encoding="utf-8")
    assert only(stories([path])).headline == (0, 12)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 7, "text": "x"}', '{"id": "7"}', '{"id": "7", "text": " "}',
                                  r'{"id": "7", "text": "\ud800"}',
                                  '{"id": "7", "text": "x", "published": "May"}', "\xff"])  # fmt: skip
def test_a_bad_line_is_named_and_the_rest_is_done(tmp_path: Path, line: str) -> None:
    path = tmp_path / "boats.jsonl"
    good = json.dumps({"id": "7", "text": TEXT})
    path.write_bytes(f"{good}\n".encode() + line.encode("latin-1") + f"\n{good}\n".encode())
    first, error, last = stories([path])
    assert isinstance(first, Story)
    assert isinstance(last, Story)
    assert isinstance(error, InputError)
    assert error.input == f"{path}:2"


def test_a_saved_page_gives_its_article_and_what_it_says_of_itself() -> None:
    story = only(stories([EXAMPLES / "harbour.html"]))
    assert (story.outlet, story.byline, story.published) == ("Northern Wire", "Maud Ferris", "2024-03-14")
    assert story.headline is not None
    assert story.text[slice(*story.headline)].startswith("Port Ellery to lose")
    assert story.deck is not None
    assert story.dateline is not None
    assert (story.dateline.date, story.dateline.year_from) == ("2024-03-14", "published")
    assert "cookies" not in story.text
    assert "Dredger" not in story.text


def test_every_paragraph_of_a_page_stands_in_the_page() -> None:
    page = (EXAMPLES / "harbour.html").read_text(encoding="utf-8")
    for paragraph in only(stories([EXAMPLES / "harbour.html"])).text.split("\n\n"):
        assert paragraph in page.replace("&#x27;", "'").replace("&quot;", '"')


def test_broken_html_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "boat.html"
    path.write_text(f"<html><body><div><article><h1>Boat</h2><p>{TEXT * 3}<p>{TEXT * 3}<b><i></p></div", encoding="utf-8")
    assert TEXT in only(stories([path])).text


def test_a_page_with_no_article_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "menu.html"
    path.write_text("<html><body><nav><a href=/>Home</a></nav></body></html>", encoding="utf-8")
    assert "no article" in failure(path).problem


def test_a_folder_gives_its_stories_in_order_and_no_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", ".hidden.txt", ".git/x.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [story.id for story in stories([tmp_path]) if isinstance(story, Story)] == [
        str(tmp_path / "a/z.txt"),
        str(tmp_path / "b.txt"),
    ]


def test_standard_input_is_text_a_page_or_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"id": "7", "text": TEXT})
    for data, ids in (
        (TEXT, ["-"]),
        (f"{line}\n{line}\n", ["7", "7"]),
        ((EXAMPLES / "harbour.html").read_text(encoding="utf-8"), ["-"]),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
        assert [story.id for story in stories(["-"]) if isinstance(story, Story)] == ids


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "empty"), (b" \n\t", "empty"), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"), (bytes(range(256)) * 9, "binary"),
     ("Les bateaux sont arrêtés.".encode("latin-1"), "not UTF-8")],
)  # fmt: skip
def test_what_is_no_text_is_an_error_that_says_so(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "boat.txt"
    path.write_bytes(data)
    error = failure(path)
    assert problem in error.problem
    assert error.input == str(path)


def test_a_missing_file_an_empty_folder_and_an_odd_path_are_errors(tmp_path: Path) -> None:
    assert "does not exist" in failure(tmp_path / "none.txt").problem
    assert "no story" in failure(tmp_path).problem
    assert "no path" in failure("a\0b").problem


def test_one_bad_input_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "boat.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert [type(item).__name__ for item in stories([tmp_path / "none.txt", path])] == ["InputError", "Story"]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_error(data: bytes) -> None:
    try:
        text = decode(data, "x")
    except InputError:
        return
    assert text.strip()
    assert "\r" not in text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\ufeff\0"), min_size=1))
def test_utf_16_with_its_mark_is_read(text: str) -> None:
    if text.strip():
        assert decode(text.encode("utf-16"), "x") == text
