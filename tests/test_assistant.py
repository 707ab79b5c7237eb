"""``sayso mcp`` as an assistant has it: a client of the protocol starts the command, and calls its tools."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, Tool
from pytest_httpserver import HTTPServer

from sayso.archive import Archive
from tests.archive.commands import command, sayso, surroundings
from tests.archive.stories import MARKET, Told, put, story

ROTTEN = "“The timbers of the old pier are rotten through, and nobody should walk there until the board has seen it”"
CUT = "“the timbers of the old pier are rotten through”"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "news.db"
    put(
        str(path),
        story("a", Told(ROTTEN, confidence=0.9), outlet="Tidings", published="2024-05-03", url="https://tidings.example/pier"),
        story("b", Told(CUT, "Lind", confidence=0.7), outlet="Mirror", published="2024-05-04"),
        story("c", Told("the fair opens at noon", "Owen Bray"), Told("it may rain", "Ada Bray"), outlet="Mirror"),
    )
    return path


class Asked:
    """A client of the protocol, and the command that it started."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal = portal
        self._client = client

    def tools(self) -> list[Tool]:
        return self._portal.call(self._client.list_tools).tools

    def call(self, tool: str, **given: Any) -> CallToolResult:
        result: CallToolResult = self._portal.call(self._client.call_tool, tool, given)
        return result

    def answer(self, tool: str, **given: Any) -> dict[str, Any]:
        result = self.call(tool, **given)
        assert not result.is_error, result.content
        content: dict[str, Any] | None = result.structured_content
        assert content is not None
        return content

    def refusal(self, tool: str, **given: Any) -> str:
        result = self.call(tool, **given)
        assert result.is_error
        return str(getattr(result.content[0], "text", ""))


@contextmanager
def started(place: Path, *options: str) -> Iterator[Asked]:
    """Start the command as an assistant does, and end it."""
    program, *arguments = command("mcp", "--archive", place, *options)
    server = StdioServerParameters(command=program, args=arguments, env=surroundings(NO_PROXY="*"), cwd=place.parent)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(stdio_client(server))) as client:
        yield Asked(portal, client)


@pytest.fixture(scope="module")
def asked(place: Path) -> Iterator[Asked]:
    with started(place) as client:
        yield client


def sentences_of(told: dict[str, Any]) -> set[str]:
    """All texts of more than a word or two in an answer."""
    found: set[str] = set()
    todo: list[Any] = [told]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            todo += each.values()
        elif isinstance(each, list):
            todo += each
        elif isinstance(each, str) and len(each.split()) > 2:
            found.add(each)
    return found


def test_the_tools_are_four_and_all_say_that_they_only_read(asked: Asked) -> None:
    tools = asked.tools()
    assert [tool.name for tool in tools] == ["read", "search", "who", "trace"]
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.description
        assert all("description" in each for each in tool.input_schema["properties"].values())


def test_a_text_is_read_and_every_span_leads_to_its_words(asked: Asked) -> None:
    told = asked.answer("read", text=MARKET, published="2024-05-03")
    statements = told["statements"]
    assert len(statements) > 2
    for each in statements:
        assert 0 <= each["confidence"] <= 1
        for part in ("source", "cue", "content"):
            if part in each:
                assert " … ".join(told["text"][start:end] for start, end in each[f"{part}_spans"]) == each[part]
    assert "Mara Lind" in {each.get("speaker") for each in statements}
    # Nothing is said that the story does not say; chains are made of its words.
    assert {words for words in sentences_of(told) if words not in told["text"] and "→" not in words} == set()


def test_statements_are_found_with_their_places_address_chain_and_confidence(asked: Asked) -> None:
    (first,) = asked.answer("search", words="timbers", outlet="Tidings")["statements"]
    assert (first["url"], first["confidence"], first["speaker"]) == ("https://tidings.example/pier", 0.9, "Mara Lind")
    assert first["chain"]
    text = asked.answer("read", story=first["story_id"])["text"]
    ((start, end),) = first["spans"]["content"]
    assert text[start:end] == first["content"] == ROTTEN
    assert [first["content"][start:end].casefold() for start, end in first["matches"]] == ["timbers"]


def test_who_tells_what_somebody_said(asked: Asked) -> None:
    told = asked.answer("who", name="Owen Bray")
    assert told["speaker"]["name"] == "Owen Bray"
    assert [each["content"] for each in told["statements"]] == ["the fair opens at noon"]


@pytest.mark.parametrize(
    "given",
    [
        {"words": "rotten timbers"},
        {"statement": 2},
        {"text": f"The pier is shut. Harbour master Mara Lind said {CUT} on Friday.", "published": "2024-05-05", "lang": "en"},
        {"outlets": 2},
    ],
    ids=str,
)
def test_a_claim_is_traced(asked: Asked, given: dict[str, Any]) -> None:
    (claim,) = asked.answer("trace", **given)["claims"]
    assert (claim["id"], claim["outlets"], claim["independent"], claim["roots"]) == (1, 2, 1, ["Mara Lind"])
    assert [each["confidence"] for each in claim["mentions"]] == [0.9, 0.7]
    assert [each["change"] for each in claim["mentions"]] == ["identical", "shortened"]
    assert all(each["spans"]["content"] for each in claim["mentions"])


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("who", {"name": "Bray"}, "2 speakers: #"),
        ("who", {"name": "Zeppelin"}, "nobody who is quoted"),
        ("read", {"text": "a", "story": 1}, "Give one of"),
        ("trace", {"text": "  "}, "is empty"),
        ("trace", {"statement": 999}, "has no statement 999"),
        ("search", {"since": "never"}, "never"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_with_what_to_do(asked: Asked, tool: str, given: dict[str, Any], told: str) -> None:
    assert told in asked.refusal(tool, **given)


def test_an_address_is_read_but_none_of_this_machine_or_its_network(
    asked: Asked, place: Path, httpserver: HTTPServer, tmp_path: Path
) -> None:
    page = "".join(f"<p>{part}</p>" for part in MARKET.split("\n\n")[1:] * 3)
    whole = f"<html><head><title>A roof</title></head><body><article><h1>Market hall</h1>{page}</article></body></html>"
    httpserver.expect_request("/story").respond_with_data(whole, content_type="text/html")
    url = httpserver.url_for("/story")
    secret = tmp_path / "secret.txt"
    secret.write_text("The harbour master said that the old pier would close.", encoding="utf-8")
    for refused in (url, secret.as_uri(), str(secret)):
        for tool in ("read", "trace"):
            assert "old pier" not in asked.refusal(tool, url=refused)
    assert httpserver.log == []
    with started(place, "--allow-private") as allowed:
        told = allowed.answer("read", url=url)
    assert told["url"] == url
    assert told["statements"]


def test_no_tool_changes_the_archive(asked: Asked, place: Path) -> None:
    before = hashlib.sha256(place.read_bytes()).digest()
    with Archive(place) as kept:
        held = (len(list(kept.stories())), kept.trace())
    asked.answer("read", text=MARKET)
    asked.answer("search", words="fair")
    asked.answer("who", name="Owen Bray")
    asked.answer("trace", text=MARKET)
    with Archive(place) as kept:
        assert (len(list(kept.stories())), kept.trace()) == held
    assert hashlib.sha256(place.read_bytes()).digest() == before


def test_without_an_archive_texts_are_read_and_the_rest_says_what_to_do(tmp_path: Path) -> None:
    with started(tmp_path / "none.db") as alone:
        assert alone.answer("read", text=MARKET)["statements"]
        assert "none.db" in alone.refusal("search", words="roof")
    assert not (tmp_path / "none.db").exists()


def test_without_the_library_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each == "mcp" or each.startswith("mcp.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "sayso.assistant", raising=False)
    ran = sayso("mcp")
    assert ran.returncode == 1
    assert b'pip install "sayso[mcp]"' in ran.stderr
