"""How the API says what went wrong: always as problem details, whatever is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayso.web import responses
from tests.web.conftest import NAMESAKES, Served

ROOT = "/api/v1"
CONTRACT = json.loads((Path(__file__).parents[2] / "docs" / "story.schema.json").read_text(encoding="utf-8"))
PROBLEM = Draft202012Validator({**responses.ref(responses.Problem), "components": {"schemas": responses.schemas()}})


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """A problem, after it was found to be one, in the form that RFC 9457 gives it."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    found: dict[str, Any] = answer.json()
    PROBLEM.validate(found)
    assert (found["type"], found["status"], found["instance"]) == ("about:blank", status, answer.url.path)
    assert found["title"]
    assert found["detail"]
    return found


UNKNOWN = (
    "/stories/99",
    "/stories/1?version=9",
    "/changes?story=99",
    "/speakers/99",
    "/speakers?name=Nobody",
    "/speakers?name=%239999999999999999999999",
    "/audit?speaker=99",
    "/audit?by=shoe size",
    "/search?attribute=shoe size=44",
    "/nowhere",
)
SENSELESS = (
    "/stories/0",
    "/stories/2147483648",
    "/stories/one",
    "/stories/1?version=0",
    "/stories/1?versoin=1",
    "/stories?since=2024-02-30",
    "/stories?since=2023-02-29",
    "/stories?until=0000",
    "/stories?since=",
    "/stories?limit=0",
    "/stories?limit=101",
    "/stories?offset=-1",
    "/stories?offset=10001",
    "/stories?outlets=Coast Post",
    "/stories?outlet=%00",
    f"/stories?outlet={'a' * 501}",
    "/speakers",
    "/speakers?name=",
    "/speakers?name=%00",
    "/search?words=",
    "/search?words=-ferry",
    "/search?words=…",
    "/search?kind=loud",
    "/search?negated=perhaps",
    "/search?depth=-1",
    "/search?attribute=gender",
    "/audit?since=24",
)


@pytest.mark.parametrize(("path", "status"), [*((path, 404) for path in UNKNOWN), *((path, 422) for path in SENSELESS)])
def test_what_is_unknown_is_not_found_and_what_makes_no_sense_is_refused(known: Served, path: str, status: int) -> None:
    with known.client() as client:
        problem(client.get(f"{ROOT}{path}"), status)


def test_a_name_of_several_people_says_whose_it_is(known: Served) -> None:
    with known.client() as client:
        found = problem(client.get(f"{ROOT}/speakers", params={"name": "Calder"}), 409)
        bearers = {client.get(f"{ROOT}/speakers/{each['id']}").json()["speaker"]["name"] for each in found["bearers"]}
    assert bearers == {*NAMESAKES}
    assert all("statement" in each["told"] for each in found["bearers"])


def test_an_address_says_which_methods_it_takes(known: Served) -> None:
    with known.client(entered=True) as client:
        for path, methods in (("/stories", "GET, POST"), ("/merges/1", "DELETE"), ("/audit", "GET")):
            answer = client.patch(f"{ROOT}{path}")
            problem(answer, 405)
            assert answer.headers["allow"] == methods


def test_no_problem_tells_where_the_archive_lies(known: Served) -> None:
    assert known.archive is not None
    with known.client(entered=True) as client:
        said = [client.get(f"{ROOT}{path}").text for path in UNKNOWN] + [client.get("/stories/99").text]
        said += [client.request("DELETE", f"{ROOT}/merges/99").text]
    assert any("the archive: has no story 99" in each for each in said)
    assert not any(known.archive.name in each for each in said)


def test_without_an_archive_all_but_reading_says_that_there_is_none(bare: Served) -> None:
    with bare.client(entered=True) as client:
        for path in ("/stories", "/stories/1", "/changes", "/search", "/speakers/1", "/speakers?name=a", "/audit"):
            assert "sayso serve --archive" in problem(client.get(f"{ROOT}{path}"), 503)["detail"]
        problem(client.post(f"{ROOT}/stories", json={"text": "The pier is shut, Ada Brill said."}), 503)
        problem(client.delete(f"{ROOT}/merges/1"), 503)
        assert client.get(f"{ROOT}/openapi.json").status_code == 200
        found = client.post(f"{ROOT}/read", json={"text": "The pier is shut, Ada Brill said."}).json()
    assert [each["speaker"] for each in found["statements"]] == ["Ada Brill"]


FIELDS = (
    "/stories?outlet=",
    "/search?words=",
    "/search?speaker=",
    "/search?outlet=",
    "/speakers?name=",
    "/audit?outlet=",
    "/audit?by=",
)


@settings(max_examples=60, deadline=None)
@given(path=st.sampled_from(FIELDS), name=st.text(max_size=40) | st.binary(max_size=40))
def test_any_name_finds_something_or_nothing_and_breaks_nothing(known: Served, path: str, name: str | bytes) -> None:
    sent = name if isinstance(name, bytes) else name.encode("utf-8", "surrogatepass")
    with known.client() as client:
        answer = client.get(f"{ROOT}{path}{quote(sent, safe='')}")
    if answer.status_code == 200:
        assert answer.json()
    else:
        assert answer.status_code in (404, 409, 422)
        problem(answer, answer.status_code)


@settings(max_examples=30, deadline=None)
@given(text=st.text(min_size=1, max_size=200))
def test_any_text_is_read_to_the_letter_or_refused(bare: Served, text: str) -> None:
    with bare.client() as client:
        answer = client.post(f"{ROOT}/read", content=json.dumps({"text": text}), headers={"Content-Type": "application/json"})
    if answer.status_code == 200:
        found = answer.json()
        Draft202012Validator(CONTRACT).validate(found)
        assert found["text"].split() == text.split()
    else:
        problem(answer, 422)
