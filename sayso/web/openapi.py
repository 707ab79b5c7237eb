"""Described: the API's description, as OpenAPI for programs and in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from sayso.web import responses

_BEARER = {"token": {"type": "http", "scheme": "bearer", "description": "The token that sayso serve printed."}}
_CHANGING = "changing"
_LINKS: dict[str, dict[str, dict[str, str]]] = {
    "story": {"changes": {"story": "facts/id"}},
    "bearer": {"speaker": {"speaker": "speaker/id"}},
    "keep": {"story": {"story": "story"}},
    "merge": {"unmerge": {"merge": "id"}},
    "part": {"speaker": {"speaker": "id"}},
}
"""Operation → those that its answer leads to, and where the answer holds what they take (JSON Pointer, RFC 6901)."""


def describe(app: FastAPI) -> None:
    """Complete an application's OpenAPI description: schemas and problems, what each answer leads to, and what needs the token."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(made())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(found: dict[str, Any]) -> dict[str, Any]:
    parts = found.setdefault("components", {})
    # FastAPI's own errors are never sent: all are problem details.
    kept = {name: schema for name, schema in parts.get("schemas", {}).items() if "ValidationError" not in name}
    parts["schemas"] = kept | responses.schemas()
    parts["responses"] = {str(status): _problem(meant) for status, meant in responses.MEANT.items()}
    parts["securitySchemes"] = _BEARER
    for _, _, operation in _operations(found):
        told = operation["responses"]
        problems = responses.ALWAYS | {int(status) for status in told if status >= "400"}
        operation["responses"] = {status: each for status, each in told.items() if status < "400"} | {
            str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(problems)
        }
        if links := _LINKS.get(operation["operationId"]):
            told["200"]["links"] = {name: _link(name, fields) for name, fields in links.items()}
        # Reading needs it where others than this machine are served.
        operation["security"] = [{"token": []}] if _CHANGING in operation["tags"] else [{}, {"token": []}]
        for each in operation.get("parameters", ()):
            each["schema"] = _one_type(each["schema"])
    return found


def _problem(meant: str) -> dict[str, Any]:
    return {"description": meant, "content": {responses.PROBLEM: {"schema": responses.ref(responses.Problem)}}}


def _link(operation: str, fields: dict[str, str]) -> dict[str, Any]:
    return {"operationId": operation, "parameters": {name: f"$response.body#/{place}" for name, place in fields.items()}}


def _one_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field of an address: there is no null to be sent there."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    plain = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    return {**kinds[0], **plain} if kinds else plain


def in_words(openapi: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations by their tags: method, path, what it does, and the fields that it takes."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, method, operation in _operations(openapi):
        said = {
            "method": method.upper(),
            "path": path,
            "summary": operation["description"].replace("``", ""),
            "parameters": [*_fields(operation), *_body(operation, openapi)],
        }
        groups.setdefault(operation["tags"][0], []).append(said)
    return sorted(groups.items(), key=lambda group: group[0] == _CHANGING)


def _operations(openapi: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _fields(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in operation.get("parameters", []):
        told = each.get("description", "")
        if kinds := each["schema"].get("enum"):
            told = f"{told} One of: {', '.join(kinds)}."
        yield {"name": each["name"], "required": each.get("required", False), "told": told}


def _body(operation: dict[str, Any], openapi: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = openapi["components"]["schemas"].get(name, {})
        for field, each in schema.get("properties", {}).items():
            yield {"name": field, "required": field in schema.get("required", ()), "told": each.get("description", "")}
