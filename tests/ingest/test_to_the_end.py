"""Whatever breaks in one input is its failure, named; the inputs after it are read."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from sayso.archive import Archive
from sayso.archive.store import keep
from sayso.cli.read import read_by_one
from sayso.errors import InputError, SaysoError
from sayso.ingest import documents, stories
from sayso.ingest.document import form_of
from sayso.story import Story
from tests.ingest.archives import http, page, record

LINE = json.dumps({"id": "7", "text": "Boat stops\n\nThe night boat will stop in April, the harbour master said."})
NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:a'><contentSet>"
    "<inlineData contenttype='text/plain' encoding='base64'>{}</inlineData></contentSet></newsItem>"
)
RSS = "<rss version='2.0'><channel><item><link>https://news.example/a</link></item></channel></rss>"
KINDS: dict[str, bytes] = {
    "b.html": page(),
    "b.txt": b"Boat stops\n\nThe night boat will stop in April, the harbour master said.",
    "b.jsonl": LINE.encode(),
    "b.json": json.dumps({"uri": "urn:a", "headline": "Boat stops", "body_text": "It will stop, he said."}).encode(),
    "b.xml": NEWSML.format("Qm9hdHMgc3RvcC4=").encode(),
    "b.warc": record(http(page())),
    "b.warc.gz": gzip.compress(record(http(page()))),
    "b.txt.gz": gzip.compress(b"The night boat will stop in April, the harbour master said."),
}
STEPS = {
    "b.html": "sayso.ingest.page.from_html",
    "b.txt": "sayso.ingest.document.from_text",
    "b.jsonl": "sayso.ingest.document.from_line",
    "b.json": "sayso.ingest.wire.from_ninjs",
    "b.xml": "sayso.ingest.wire.newsml_items",
    "b.warc": "sayso.ingest.warc.pages",
    "b.warc.gz": "sayso.ingest.warc._page",
    "b.txt.gz": "sayso.ingest.inputs.form_of",
}


def breaking(kind: type[Exception]) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> Any:
        raise kind("nobody foresaw\n it\ud800")

    return broken


@pytest.mark.parametrize("kind", [ValueError, KeyError, RecursionError, MemoryError, OSError, AssertionError])
@pytest.mark.parametrize("name", KINDS)
def test_what_nobody_foresaw_is_the_failure_of_one_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: type[Exception]
) -> None:
    kind_of_others, data = (".txt", KINDS["b.txt"]) if "jsonl" in name else (".jsonl", LINE.encode())
    for each in "ac":
        (tmp_path / f"{each}{kind_of_others}").write_bytes(data)
    (tmp_path / name).write_bytes(KINDS[name])
    monkeypatch.setattr(STEPS[name], breaking(kind))
    for given in ([tmp_path], sorted(tmp_path.iterdir())):
        first, error, last = stories(given)
        assert isinstance(first, Story)
        assert isinstance(last, Story)
        assert isinstance(error, InputError)
        assert error.input.startswith(str(tmp_path / name))
        assert "\n" not in error.problem
        assert error.remedy


@pytest.mark.parametrize("text", ["é", "Ünïcödé", "Qm9hdHM", "====", "Qm9h\ud83d", "\N{SNOWMAN}" * 1000, ""])
def test_base64_that_is_none_is_an_item_without_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.xml").write_bytes(NEWSML.format(text).encode("utf-8", "surrogatepass"))
    (tmp_path / "b.jsonl").write_text(LINE)
    error, story = stories([tmp_path / "a.xml", tmp_path / "b.jsonl"])
    assert isinstance(error, InputError)
    assert "report it" not in error.remedy
    assert isinstance(story, Story)


def test_a_page_of_a_feed_at_which_something_breaks_does_not_stop_the_others(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = "".join(f"<item><link>{httpserver.url_for(f'/{n}')}</link></item>" for n in range(3))
    feed = f"<rss version='2.0'><channel>{links}</channel></rss>"
    httpserver.expect_request("/feed").respond_with_data(feed, content_type="application/rss+xml")
    for number in range(3):
        httpserver.expect_request(f"/{number}").respond_with_data(page(f"Port {number}"), content_type="text/html")

    def sometimes(data: bytes, suffix: str) -> Any:
        if b"Port 1" in data:
            raise KeyError("nobody foresaw it")
        return form_of(data, suffix)

    monkeypatch.setattr("sayso.ingest.inputs.form_of", sometimes)
    found = list(documents([httpserver.url_for("/feed")], private=True))
    assert [getattr(each, "input", None) for each in found if isinstance(each, InputError)] == [httpserver.url_for("/1")]
    assert len(found) == 3


def test_what_stops_a_run_on_purpose_is_no_failure_of_an_input() -> None:
    def stop(_: str) -> Any:
        raise SaysoError("stopped")

    with pytest.raises(SaysoError, match="stopped"):
        list(documents(["https://news.example/a"], fetch=stop))


@pytest.mark.parametrize("kind", [ValueError, KeyError, RecursionError])
def test_a_story_at_which_reading_breaks_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    class Breaking:
        def read(self, story: Story) -> Story:
            return breaking(kind)() if story.id == "b" else story

    monkeypatch.setattr("sayso.reading.reader.Reader", Breaking)
    failures: list[InputError] = []
    assert [story.id for story in read_by_one([Story(name, "x") for name in "abc"], failures, None)] == ["a", "c"]
    assert [failure.input for failure in failures] == ["b"]


def test_a_story_at_which_storing_breaks_fails_alone(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sometimes(connection: Any, story: Story, bands: Any) -> Any:
        if "market" in story.text:
            raise KeyError("nobody\0 foresaw\ud800 it")
        return keep(connection, story, bands)

    monkeypatch.setattr("sayso.archive.intake.keep", sometimes)
    path = tmp_path / "a.jsonl"
    texts = ("The pier is shut, Ada Brill said.", "The market is shut, Ada Brill said.", "The boat leaks, the master said.")
    path.write_text("\n".join(json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)))
    assert archive.add(path)["outcome"].to_pylist() == ["new", "failed", "new"]
    assert [row["name"] for row in archive.table("failure").to_pylist()] == [f"{path}:2"]
