"""What the API answers: what the library does, in parts that lead on to each other, and what the page shows whose twin it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator

import sayso
from sayso.archive import Archive
from sayso.ask.search import Query
from sayso.web import api
from tests.web.conftest import EXAMPLES, ODD, Served

ROOT = "/api/v1"
CONTRACT = json.loads((Path(__file__).parents[2] / "docs" / "story.schema.json").read_text(encoding="utf-8"))


def library(served: Served) -> Archive:
    assert served.archive is not None
    return served.archive


def got(served: Served, path: str) -> Any:
    """What stands at an address of the API."""
    with served.client() as client:
        answer = client.get(f"{ROOT}{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), answer.text
    return answer.json()


def told(answer: object) -> Any:
    """What the library answers, as it would stand in JSON."""
    return json.loads(msgspec.json.encode(answer))


LISTS: dict[str, Callable[[Archive], object]] = {
    "/stories": lambda archive: archive.listed(limit=20),
    "/stories?outlet=coast post": lambda archive: archive.listed(outlet="coast post"),
    "/stories?since=2024-03-19&until=2024-04": lambda archive: archive.listed(since="2024-03-19", until="2024-04"),
    "/stories?limit=2&offset=1": lambda archive: archive.listed(limit=2, offset=1),
    "/changes": lambda archive: list(archive.changed()),
    "/changes?story=1": lambda archive: list(archive.changed(1)),
    "/search": lambda archive: archive.hits(Query()),
    "/search?words=ferry OR loan": lambda archive: archive.hits(Query("ferry OR loan")),
    "/search?words=ferry&newest=true": lambda archive: archive.hits(Query("ferry", newest=True)),
    "/search?speaker=Bray&stance=distancing": lambda archive: archive.hits(Query(speaker="Bray", stance="distancing")),
    "/search?sourced=unnamed&depth=1": lambda archive: archive.hits(Query(sourced="unnamed", depth=1)),
    "/search?negated=false&kind=indirect": lambda archive: archive.hits(Query(negated=False, kind="indirect")),
    "/search?without=outlet&where=body": lambda archive: archive.hits(Query(without="outlet", where="body")),
    "/search?said_since=2024-03-14&said_until=2024-03-20": lambda archive: archive.hits(
        Query(said_since="2024-03-14", said_until="2024-03-20")
    ),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_what_the_library_finds(known: Served, path: str) -> None:
    found = told(LISTS[path](library(known)))
    assert found
    assert got(known, path)["items"] == found


def test_a_story_is_that_of_the_library_and_of_the_contract(known: Served) -> None:
    archive = library(known)
    for each in archive.listed(limit=100):
        found = got(known, f"/stories/{each.id}")
        Draft202012Validator(CONTRACT).validate(found["story"])
        facts, versions, copies = archive.facts(each.id)
        assert found["story"] == told(archive.story(each.id))
        assert (found["facts"], found["versions"], found["copies"]) == (told(facts), told(versions), told(copies))
        assert found["speakers"] == told(archive.speakers_of(each.id))


def test_an_earlier_version_of_a_story_is_had_by_its_number(known: Served) -> None:
    now, then = (got(known, f"/stories/1{which}")["story"] for which in ("", "?version=1"))
    assert now["text"] != then["text"]
    assert then == told(library(known).story(1, 1))


def test_a_speaker_is_had_by_his_number_and_by_his_name(known: Served) -> None:
    bearer = library(known).bearer("Owen Bray")
    found = got(known, f"/speakers/{bearer.id}")
    assert found == got(known, "/speakers?name=owen bray") == got(known, f"/speakers?name=%23{bearer.id}")
    assert found["speaker"] == told(bearer)
    assert found["audit"] == told(library(known).audit(speaker=bearer.id))
    assert found["appearances"] == told(library(known).appearances(bearer.id))


@pytest.mark.parametrize("asked", [{}, {"since": "2024-04"}, {"outlet": "The Skerrin Tidings"}, {"limit": 2}])
def test_an_audit_is_that_of_the_library(known: Served, asked: dict[str, Any]) -> None:
    assert got(known, str(httpx.URL("/audit", params=asked))) == told(library(known).audit(**asked))


def test_each_row_of_an_audit_has_the_search_for_its_statements(known: Served) -> None:
    audit = got(known, "/audit")
    rows = [audit["all"], *(row for name in ("outlets", "speakers", "months") for row in audit[name])]
    assert len(rows) > 20
    for row in rows:
        assert got(known, str(httpx.URL("/search", params=row["filters"])))["count"] == row["statements"], row


def test_a_text_is_read_as_the_library_reads_it_and_not_kept(known: Served) -> None:
    before = got(known, "/stories")
    text = (EXAMPLES / "harbour.txt").read_text(encoding="utf-8")
    with known.client() as client:
        found = client.post(f"{ROOT}/read", json={"text": text, "published": "2024-03-15"})
    Draft202012Validator(CONTRACT).validate(found.json())
    assert found.json() == {**told(sayso.read_text(text, published="2024-03-15")), "id": "your text"}
    assert got(known, "/stories") == before


def followed(served: Served, path: str) -> list[dict[str, Any]]:
    """The parts of a list, from an address on."""
    found = []
    with served.client() as client:
        at: str | None = f"{ROOT}{path}"
        while at is not None:
            found.append(client.get(at).raise_for_status().json())
            at = found[-1]["next"]
    return found


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/stories", 1),
        ("/stories?outlet=the skerrin tidings", 1),
        ("/changes", 1),
        ("/search", 7),
        ("/search?words=ferry OR pier OR the&newest=false", 3),
        ("/search?words=pier&newest=true&speaker=lind", 2),
        ("/search?speaker=bray", 2),
    ],
)
def test_who_follows_next_gets_each_row_once(known: Served, path: str, limit: int) -> None:
    sign = "&" if "?" in path else "?"
    (whole,) = followed(known, f"{path}{sign}limit=100")
    parts = followed(known, f"{path}{sign}limit={limit}")
    assert len(parts) > 1
    assert [row for part in parts for row in part["items"]] == whole["items"]
    assert {len(part["items"]) for part in parts[:-1]} == {limit}
    if path.startswith("/search"):
        assert {part["count"] for part in parts} == {len(whole["items"])}


def test_a_list_goes_on_where_the_count_has_ended(known: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/search?words=ferry OR pier OR the"
    (whole,) = followed(known, f"{path}&limit=100")
    monkeypatch.setattr(api, "COUNTED", 3)
    parts = followed(known, f"{path}&limit=2")
    assert [row for part in parts for row in part["items"]] == whole["items"]
    assert {part["count"] for part in parts} == {3}
    assert len(whole["items"]) > 3


@pytest.mark.parametrize("path", ["/stories", "/changes", "/search", "/search?words=the"])
def test_a_list_goes_on_to_its_bound_and_says_where_it_ends(known: Served, path: str) -> None:
    sign = "&" if "?" in path else "?"
    rows = got(known, f"{path}{sign}limit=100")["items"]
    last = got(known, f"{path}{sign}limit=1&offset={len(rows) - 1}")
    assert (last["items"], last["next"]) == (rows[-1:], None)
    for offset in (len(rows), 9_999, 10_000):
        behind = got(known, f"{path}{sign}offset={offset}")
        assert (behind["items"], behind["next"]) == ([], None)


class Page(HTMLParser):
    """The twin of a page, and its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.twin: str | None = None
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("type") == "application/json":
            self.twin = given["href"]

    def handle_data(self, data: str) -> None:
        self.words += data


TWINS: dict[str, Callable[[Any], list[str]]] = {
    "/": lambda found: [each["headline"] or each["name"] for each in found["items"]],
    "/?outlet=Coast Post": lambda found: [each["headline"] for each in found["items"]],
    "/stories/4": lambda found: [found["facts"]["headline"], *(each["name"] for each in found["speakers"])],
    "/stories/1/versions/1": lambda found: [found["story"]["text"].split("\n")[-1]],
    "/speakers/2": lambda found: [found["speaker"]["name"], *(each["headline"] for each in found["appearances"])],
    "/search?words=ferry&since=2024-03-15": lambda found: [*(each["content"] for each in found["items"]), str(found["count"])],
    "/audit?since=2024-03&until=2024-04": lambda found: [row["name"] for row in (*found["outlets"], *found["speakers"])],
}


@pytest.mark.parametrize("path", TWINS)
def test_the_twin_of_a_page_tells_what_the_page_shows(known: Served, path: str) -> None:
    with known.client() as client:
        page = Page(client.get(path).text)
        assert page.twin is not None
        found = client.get(page.twin).raise_for_status().json()
    shown = TWINS[path](found)
    assert shown
    assert [words for words in shown if words not in page.words] == []


def test_the_page_on_the_api_tells_of_every_operation(known: Served) -> None:
    with known.client() as client:
        page, openapi = client.get("/api").text, client.get(f"{ROOT}/openapi.json").json()
    for path, methods in openapi["paths"].items():
        for method in methods:
            assert f"<b>{method.upper()}</b> {path}" in page


@pytest.mark.parametrize("name", ODD)
def test_an_outlet_of_any_name_is_found_by_it(known: Served, name: str) -> None:
    for path in ("/stories", "/search"):
        (found,) = got(known, f"{path}?outlet={quote(name)}")["items"]
        assert found["outlet"] == name
