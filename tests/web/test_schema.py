"""The API keeps what its description says: schemathesis asks whatever that allows, and whatever it forbids."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from sayso.archive import Archive
from sayso.ingest.fetch import FetchedPage, LaterError
from sayso.web import services
from tests.archive.stories import MARKET, PIER, lines
from tests.web.conftest import EXAMPLES, TOKEN, Served, serving

METHODS = frozenset(["get", "post", "put", "patch", "delete"])

CONFIG = """
[generation]
deterministic = true
max-examples = 12

[phases.stateful.inference]
# It would take what a story is called where it comes from, its "id", for its number. The description says what leads where.
algorithms = []

[[operations]]
# No schema tells whether words hold one to look for, a text a story, a page anything, a table people: these may be 422.
include-operation-id = ["search", "read", "keep", "people"]
checks.positive_data_acceptance.expected-statuses = [200, 404, 409, 422]
"""


@pytest.fixture(scope="module")
def openapi(served: Served) -> dict[str, Any]:
    with served.client() as client:
        found: dict[str, Any] = client.get("/api/v1/openapi.json").raise_for_status().json()
    return found


@pytest.fixture
def asked(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """An archive for all that anybody may think of, served. The web is not asked."""

    def nowhere(url: str, *, private: bool) -> FetchedPage:
        assert not private
        raise LaterError(url, "cannot be reached")

    monkeypatch.setattr(services, "fetch", nowhere)
    pier, market = {"text": PIER, "outlet": "Orlay Post", "published": "2024-05-03"}, {"text": MARKET, "outlet": "Orlay Post"}
    with Archive(place) as archive:
        archive.add(EXAMPLES / "ferry.jsonl", lines(tmp_path / "more.jsonl", pier, market))
        with serving(archive) as found:
            yield found


@pytest.mark.slow
def test_schemathesis_finds_nothing(asked: Served, place: str, tmp_path: Path, openapi: dict[str, Any]) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG, "utf-8")
    begin = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "--no-color", "run", "--checks", "all"]
    # Texts are read alike whatever the database is; the second one is asked what takes seconds, not a minute.
    less = (
        ["--exclude-operation-id", "read", "--exclude-operation-id", "keep", "--phases", "examples,fuzzing,stateful"]
        if "://" in place
        else []
    )
    command = [*begin, "-H", f"Authorization: Bearer {TOKEN}", *less, f"{asked.url}/api/v1/openapi.json"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    total = sum(len(path.keys() & METHODS) for path in openapi["paths"].values())
    assert f"{total - less.count('--exclude-operation-id')} selected / {total} total" in ran.stdout
    assert "No issues found" in ran.stdout


@pytest.mark.slow
def test_the_description_is_valid_openapi(openapi: dict[str, Any]) -> None:
    OPENAPI_31_VALIDATOR.validate(openapi)
    for schema in openapi["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def references(part: Any) -> Iterator[str]:
    """What a description refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


@pytest.mark.slow
def test_all_that_the_description_refers_to_is_there_and_nothing_else_is(openapi: dict[str, Any]) -> None:
    parts = {f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in openapi["components"][kind]}
    assert {*references(openapi)} == parts


def operations(openapi: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The operations by their names."""
    found = [each for methods in openapi["paths"].values() for each in methods.values()]
    named = {each["operationId"]: each for each in found}
    assert len(named) == len(found)
    return named


@pytest.mark.slow
def test_what_changes_the_archive_needs_the_token_and_what_reads_may_need_it(openapi: dict[str, Any]) -> None:
    needed = {name for name, each in operations(openapi).items() if each["security"] == [{"token": []}]}
    assert needed == {"keep", "people", "merge", "unmerge", "part"}
    assert all(each["security"] == [{}, {"token": []}] for name, each in operations(openapi).items() if name not in needed)


@pytest.mark.slow
def test_every_operation_says_what_the_guard_may_answer(openapi: dict[str, Any]) -> None:
    for each in operations(openapi).values():
        assert {"400", "401", "403", "408", "413", "414", "421", "422", "429", "500", "503"} <= each["responses"].keys()


@pytest.mark.slow
def test_an_answer_says_where_it_leads(openapi: dict[str, Any]) -> None:
    named = operations(openapi)
    led = {}
    for name, each in named.items():
        for told in each["responses"].values():
            for link in told.get("links", {}).values():
                takes = {field["name"] for field in named[link["operationId"]].get("parameters", ())}
                assert link["parameters"].keys() <= takes
                led[name] = link["operationId"]
    assert led == {"story": "changes", "bearer": "speaker", "keep": "story", "merge": "unmerge", "part": "speaker"}


@pytest.mark.slow
def test_no_field_of_an_address_is_said_to_be_null(openapi: dict[str, Any]) -> None:
    fields = [field for each in operations(openapi).values() for field in each.get("parameters", ())]
    assert len(fields) > 30
    assert '"null"' not in json.dumps(fields)
