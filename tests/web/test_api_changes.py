"""What the API changes in an archive, and only for who has the token."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sayso.archive import Archive
from tests.web.conftest import TOKEN, Served
from tests.web.test_problems import problem

ROOT = "/api/v1"
PIER = "Pier to close for the winter\n\nThe old pier will close for the winter, harbour master Ines Calder said on Friday."
MARKET = "Market hall gets a roof\n\nThe market hall will have a roof of glass, harbour master Ines Calder said on Friday."
PEOPLE = b"name,office\nInes Calder,harbour\nOwen Bray,ministry\nAda Vane,union\n"


def held(served: Served) -> dict[str, Any]:
    """All that an archive holds."""
    assert isinstance(served.archive, Archive)
    tables = ("story", "version", "statement", "speaker", "appearance", "merge", "attribute", "document", "failure", "outlet")
    return {name: served.archive.table(name).to_pylist() for name in tables}


def got(client: httpx.Client, path: str) -> Any:
    return client.get(f"{ROOT}{path}").raise_for_status().json()


def test_a_text_is_read_and_kept(own: Served) -> None:
    with own.client(entered=True) as client:
        added = client.post(f"{ROOT}/stories", json={"text": PIER, "published": "2024-05-03"}).raise_for_status().json()
        assert (added["outcome"], added["version"]) == ("new", 1)
        found = got(client, f"/stories/{added['story']}")
        assert found["story"]["text"] == PIER
        assert found["facts"]["published"] == "2024-05-03"
        assert [hit["speaker"] for hit in got(client, "/search?words=winter")["items"]] == ["Ines Calder"]


def test_a_text_is_kept_once_and_another_is_another_story(own: Served) -> None:
    with own.client(entered=True) as client:
        first, again, other = (client.post(f"{ROOT}/stories", json={"text": text}).json() for text in (PIER, PIER, MARKET))
    assert (first["outcome"], again["outcome"], other["outcome"]) == ("new", "same", "new")
    assert first["story"] == again["story"] != other["story"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text": ""},
        {"text": " \n"},
        {"text": "a\0b\0c"},
        {"text": None},
        {"text": "No.", "address": "https://news.example/"},
        {"text": "No.", "published": "yesterday"},
        {"text": "No.", "outlet": "Post"},
        {"text": "a" * 200_001},
        {"address": "/etc/passwd"},
        {"address": "-"},
        {"address": "file:///etc/passwd"},
        {"address": "http://127.0.0.1:1/story"},
        ["No."],
        "No.",
    ],
)
def test_what_cannot_be_kept_is_a_problem_and_leaves_nothing(own: Served, sent: object) -> None:
    before = held(own)
    with own.client(entered=True) as client:
        problem(client.post(f"{ROOT}/stories", json=sent), 422)
        problem(client.post(f"{ROOT}/read", json=sent), 422)
    assert held(own) == before


def test_a_table_of_people_is_joined_in_and_audited_by(own: Served) -> None:
    with own.client(entered=True) as client:
        found = client.put(f"{ROOT}/people", content=PEOPLE, headers={"Content-Type": "text/csv"}).raise_for_status().json()
        assert (found["attributes"], found["names"], found["known"], found["nobody"]) == (["office"], 3, 2, ["Ada Vane"])
        values = {row["name"]: row["statements"] for row in got(client, "/audit?by=office")["values"]}
        assert values["harbour"] == got(client, "/search?attribute=office=harbour")["count"] > 0


@pytest.mark.parametrize(("table", "why"), [(b"Ines Calder\n", "your table.csv:1"), (b"PK\x03\x04", "CSV"), (b"", "")])
def test_what_is_no_table_of_people_is_a_problem_and_changes_nothing(own: Served, table: bytes, why: str) -> None:
    before = held(own)
    with own.client(entered=True) as client:
        said = problem(client.put(f"{ROOT}/people", content=table, headers={"Content-Type": "text/csv"}), 422)["detail"]
    assert why in said
    assert "/tmp" not in said
    assert held(own) == before


def test_two_speakers_are_declared_one_and_told_apart_again(own: Served) -> None:
    with own.client(entered=True) as client:
        one, other = (got(client, f"/speakers?name={name}")["speaker"]["id"] for name in ("Lise Marn", "Petra Quist"))
        made = client.post(f"{ROOT}/merges", json={"speaker": one, "into": other, "why": "a test"}).raise_for_status().json()
        assert got(client, f"/speakers/{one}")["speaker"]["id"] == other
        assert [(each["number"], each["why"], each["undone"]) for each in got(client, f"/speakers/{one}")["merges"]] == [
            (made["id"], "a test", None)
        ]
        problem(client.post(f"{ROOT}/merges", json={"speaker": other, "into": one, "why": "again"}), 409)
        undone = client.delete(f"{ROOT}/merges/{made['id']}")
        assert (undone.status_code, undone.content) == (204, b"")
        assert got(client, f"/speakers/{one}")["speaker"]["id"] == one
        problem(client.delete(f"{ROOT}/merges/{made['id']}"), 404)


def test_a_speaker_is_told_from_his_namesake_in_one_story(own: Served) -> None:
    with own.client(entered=True) as client:
        before = got(client, "/speakers?name=Owen Bray")
        here = before["appearances"][0]["story_id"]
        number = client.post(f"{ROOT}/speakers/{before['speaker']['id']}/stories/{here}/part").raise_for_status().json()["id"]
        apart = got(client, f"/speakers/{number}")
        assert [each["story_id"] for each in apart["appearances"]] == [here]
        assert problem(client.get(f"{ROOT}/speakers?name=Owen Bray"), 409)["bearers"]
        problem(client.post(f"{ROOT}/speakers/{number}/stories/99/part"), 404)


CHANGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/stories", {"json": {"text": PIER}}),
    ("PUT", "/people", {"content": PEOPLE, "headers": {"Content-Type": "text/csv"}}),
    ("POST", "/merges", {"json": {"speaker": 1, "into": 2, "why": "a test"}}),
    ("DELETE", "/merges/1", {}),
    ("POST", "/speakers/1/stories/1/part", {}),
)


@pytest.mark.parametrize("token", [None, "x", f"{TOKEN}x", TOKEN[:-1], TOKEN.upper()])
def test_without_the_token_nothing_is_changed(own: Served, token: str | None) -> None:
    assert own.archive is not None
    own.archive.merge(3, 4, "before")
    before = held(own)
    with own.client() as client:
        if token is not None:
            client.headers["Authorization"] = f"Bearer {token}"
        for method, path, sent in CHANGES:
            answer = client.request(method, f"{ROOT}{path}", **sent)
            assert "token" in problem(answer, 401)["detail"]
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert held(own) == before


def test_each_of_these_changes_something_for_who_has_it(own: Served) -> None:
    assert own.archive is not None
    own.archive.merge(3, 4, "before")
    with own.client(entered=True) as client:
        for method, path, sent in CHANGES:
            before = held(own)
            assert client.request(method, f"{ROOT}{path}", **sent).is_success, path
            assert held(own) != before, path


def test_nothing_is_changed_by_getting_it(own: Served) -> None:
    before = held(own)
    with own.client(entered=True) as client:
        paths = client.get(f"{ROOT}/openapi.json").json()["paths"]
        for path in paths:
            at = path.replace("{story}", "1").replace("{speaker}", "1").replace("{merge}", "1")
            for method in ("GET", "HEAD", "OPTIONS"):
                assert client.request(method, at).status_code < 500
    assert held(own) == before
