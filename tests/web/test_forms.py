"""The forms of the pages, as a browser sends them that has the cookie: they keep what was read, and no other changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from sayso.archive import Archive
from tests.web.conftest import EXAMPLES, TOKEN, Served

STORY = (
    "Pier to close for the winter\n\n"
    "ORLAY, May 3 (NWA) — The old pier will close for the winter, harbour master Ines Calder said on Friday.\n\n"
    '"It isn\'t safe & <b>never</b> was," Calder told “reporters”.'
)
PEOPLE = b"name,office\nInes Calder,harbour\nOwen Bray,ministry\nAda Vane,union\n"


class Forms(HTMLParser):
    """The forms of a page that change something: where each sends what."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._posts = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = given.get("method") == "post" and given["action"] != "/read"
            if self._posts:
                self.found.append((given["action"], {}))
        elif tag == "input" and self._posts and given.get("type") != "file":
            self.found[-1][1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._posts = self._posts and tag != "form"


@pytest.fixture
def person(own: Served) -> Iterator[httpx.Client]:
    """Somebody who opened the address that was printed."""
    with own.client() as client:
        assert client.get("/", params={"token": TOKEN}).status_code == 303
        client.headers.update({"Origin": own.url, "Sec-Fetch-Site": "same-origin"})
        yield client


def library(served: Served) -> Archive:
    assert served.archive is not None
    return served.archive


def held(served: Served) -> dict[str, Any]:
    """All that an archive holds."""
    tables = ("story", "version", "statement", "speaker", "appearance", "merge", "attribute", "document", "failure")
    return {name: library(served).table(name).to_pylist() for name in tables}


def sent(client: httpx.Client, page: str, action: str, **fields: str) -> httpx.Response:
    """The answer to a form of a page, filled in."""
    (given,) = [given for at, given in Forms(client.get(page).text).found if at == action]
    assert given.keys() >= fields.keys()
    return client.post(action, data=given | fields)


def test_what_is_kept_is_what_was_read(person: httpx.Client) -> None:
    # As a browser sends a form in which no file was chosen.
    given = {"text": STORY.replace("\n", "\r\n"), "address": "", "published": "2024-05-03"}
    none = {"file": ("", b"", "application/octet-stream")}
    page = person.post("/read", data=given, files=none).text
    assert page.count('formaction="/stories"') == 2
    answer = person.post("/stories", data=given, files=none)
    assert answer.status_code == 303
    number = int(answer.headers["location"].removeprefix("/stories/"))
    read = person.post("/api/v1/read", json={"text": STORY, "published": "2024-05-03"}).json()
    kept = person.get(f"/api/v1/stories/{number}").json()["story"]
    assert kept["text"] == STORY
    assert {**kept, "id": ""} == {**read, "id": ""}
    assert "Pier to close for the winter" in person.get(answer.headers["location"]).text


def test_a_file_is_kept_with_all_that_it_says_of_itself(person: httpx.Client) -> None:
    file = {"file": ("harbour.html", (EXAMPLES / "harbour.html").read_bytes(), "text/html")}
    answer = person.post("/stories", data={"text": "", "address": "", "published": ""}, files=file)
    kept = person.get(f"/api/v1{answer.headers['location']}").json()["story"]
    assert "Port Ellery to lose its night ferry" in kept["text"]
    assert (kept["outlet"], kept["published"][:4]) == ("Northern Wire", "2024")


def test_nobody_is_offered_to_keep_what_he_may_not(own: Served) -> None:
    with own.client() as client:
        assert "/stories" not in client.get("/read").text
        assert "/stories" not in client.post("/read", data={"text": STORY}).text
        for page in ("/audit", "/speakers/1"):
            assert Forms(client.get(page).text).found == []


@pytest.mark.parametrize(
    "given", [{}, {"text": " "}, {"address": "/etc/passwd"}, {"text": "a" * 200_001}, {"text": STORY, "published": "soon"}]
)
def test_what_cannot_be_kept_says_why(own: Served, person: httpx.Client, given: dict[str, str]) -> None:
    before = held(own)
    answer = person.post("/stories", data=given)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert held(own) == before


def test_a_table_of_people_is_joined_in_and_told_of(own: Served, person: httpx.Client) -> None:
    (form,) = Forms(person.get("/audit").text).found
    assert form == ("/people", {})
    answer = person.post("/people", files={"file": ("staff.csv", PEOPLE, "text/csv")})
    assert answer.status_code == 200
    assert "Ada Vane" in answer.text
    assert library(own).audit(by="office").values
    assert "harbour" in person.get("/audit", params={"by": "office"}).text


@pytest.mark.parametrize(
    ("name", "table", "why"),
    [
        ("staff.csv", b"Ines Calder\n", "staff.csv:1: has one column only"),
        ("staff.xlsx", b"PK\x03\x04", "staff.xlsx: is a spreadsheet"),
        ("../../etc/passwd", b"name,role\n", "passwd: holds no names"),
        ("staff.csv", b"Ines Calder,master\nOwen Bray,minister\n", "its first line is already about Ines Calder"),
    ],
)
def test_a_wrong_table_says_what_is_wrong_and_changes_nothing(
    own: Served, person: httpx.Client, name: str, table: bytes, why: str
) -> None:
    before = held(own)
    answer = person.post("/people", files={"file": (name, table, "text/csv")})
    assert answer.status_code == 422
    assert why in answer.text
    assert "/tmp" not in answer.text
    assert held(own) == before


@pytest.mark.parametrize(("name", "place"), [("", "/audit#speakers"), (" ", "/audit#speakers"), ("Ines Calder", "/speakers/")])
def test_a_name_leads_to_its_bearer_and_none_to_all_who_are_quoted(person: httpx.Client, name: str, place: str) -> None:
    answer = person.get("/speakers", params={"name": name})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(place)
    assert 'id="speakers"' in person.get("/audit").text


def test_speakers_are_joined_by_name_and_told_apart_again(own: Served, person: httpx.Client) -> None:
    one, other = (library(own).bearer(name).id for name in ("Lise Marn", "Petra Quist"))
    answer = sent(person, f"/speakers/{one}", f"/speakers/{one}/merge", into="petra quist", why="a test")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/speakers/{other}")
    assert library(own).bearer("Lise Marn").id == other
    # Who looks for the one is led to the other.
    assert person.get(f"/speakers/{one}").headers["location"] == f"/speakers/{other}"
    answer = sent(person, f"/speakers/{other}", f"/speakers/{other}/unmerge")
    assert answer.headers["location"] == f"/speakers/{other}"
    assert library(own).bearer("Lise Marn").id == one
    assert "undone" in person.get(f"/speakers/{other}").text


def test_a_speaker_is_named_by_his_number_too_and_a_reason_is_noted(own: Served, person: httpx.Client) -> None:
    one, other = (library(own).bearer(name).id for name in ("Lise Marn", "Petra Quist"))
    sent(person, f"/speakers/{one}", f"/speakers/{one}/merge", into=f" #{other} ")
    assert [(each.speaker_id, each.into_id, each.why) for each in library(own).merges()] == [(one, other, "declared on the page")]


def test_a_speaker_is_told_from_others_in_one_story(own: Served, person: httpx.Client) -> None:
    bray = library(own).bearer("Owen Bray")
    here = library(own).appearances(bray.id)[0].story_id
    forms = [form for form in Forms(person.get(f"/speakers/{bray.id}").text).found if form[0].endswith("/part")]
    assert {given["story"] for _, given in forms} == {str(each.story_id) for each in library(own).appearances(bray.id)}
    answer = person.post(forms[0][0], data={"story": str(here)})
    new = int(answer.headers["location"].removeprefix("/speakers/"))
    assert [each.story_id for each in library(own).appearances(new)] == [here]
    # Now the name is two people's, and the page says which.
    said = person.post("/speakers/1/merge", data={"into": "Owen Bray"})
    assert said.status_code == 409
    assert f'href="/speakers/{bray.id}"' in said.text
    assert f'href="/speakers/{new}"' in said.text


@pytest.mark.parametrize(
    ("action", "given", "status"),
    [
        ("/speakers/1/merge", {"into": "Nobody"}, 404),
        ("/speakers/1/merge", {"into": "#1"}, 409),
        ("/speakers/99/merge", {"into": "#1"}, 404),
        ("/speakers/1/merge", {}, 422),
        ("/speakers/1/unmerge", {"merge": "99"}, 404),
        ("/speakers/1/unmerge", {"merge": "first"}, 422),
        ("/speakers/1/part", {"story": "99"}, 404),
        ("/people", {}, 422),
    ],
)
def test_what_makes_no_sense_is_a_page_and_changes_nothing(
    own: Served, person: httpx.Client, action: str, given: dict[str, str], status: int
) -> None:
    before = held(own)
    answer = person.post(action, data=given)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "<h1>" in answer.text
    assert held(own) == before


ACTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/stories", {"data": {"text": STORY}}),
    ("/people", {"files": {"file": ("staff.csv", PEOPLE)}}),
    ("/speakers/1/merge", {"data": {"into": "#2"}}),
    ("/speakers/1/unmerge", {"data": {"merge": "1"}}),
    ("/speakers/1/part", {"data": {"story": "1"}}),
)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_page_of_another_site_changes_anything(own: Served, person: httpx.Client, headers: dict[str, str]) -> None:
    before = held(own)
    for action, given in ACTIONS:
        assert person.post(action, headers=headers, **given).status_code == 403
    assert held(own) == before


def test_who_has_not_given_the_token_changes_nothing_and_is_asked_for_it(own: Served) -> None:
    before = held(own)
    with own.client() as client:
        client.headers["Origin"] = own.url
        for action, given in ACTIONS:
            answer = client.post(action, **given)
            assert answer.status_code == 401
            assert "token" in answer.text
    assert held(own) == before


def test_nothing_is_changed_by_opening_a_page(own: Served, person: httpx.Client) -> None:
    before = held(own)
    pages = ("/", "/stories/1", "/stories/1/versions/1", "/search?words=ferry", "/speakers/1", "/audit", "/read", "/api", "/enter")
    for path in (*pages, *(action for action, _ in ACTIONS)):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert person.request(method, path).status_code < 500
    person.post("/read", data={"text": STORY})
    person.post("/read", files={"file": ("harbour.html", (EXAMPLES / "harbour.html").read_bytes())})
    assert held(own) == before
