"""Described: the API's description, as OpenAPI for programs and in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from sayso.web import answers

_BEARER = {"token": {"type": "http", "scheme": "bearer", "description": "The token that sayso serve printed."}}
_CHANGING = "changing"


def describe(app: FastAPI) -> None:
    """Complete an application's OpenAPI description: the schemas of the answers, and what needs the token."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = made()
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            # FastAPI's own errors are never sent: all are problem details.
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas |= answers.schemas()
            found["components"]["securitySchemes"] = _BEARER
            for _, _, operation in _operations(found):
                if _CHANGING in operation["tags"]:
                    operation["security"] = [{"token": []}]
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def in_words(openapi: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations by their tags: method, path, what it does, and the fields that it takes."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, method, operation in _operations(openapi):
        said = {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("description", operation["summary"]),
            "parameters": [*_fields(operation), *_body(operation, openapi)],
        }
        groups.setdefault(operation["tags"][0], []).append(said)
    return list(groups.items())


def _operations(openapi: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _fields(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in operation.get("parameters", []):
        told = each.get("description") or each["schema"].get("description", "")
        yield {"name": each["name"], "required": each.get("required", False), "told": told}


def _body(operation: dict[str, Any], openapi: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = openapi["components"]["schemas"].get(name, {})
        for field, each in schema.get("properties", {}).items():
            yield {"name": field, "required": field in schema.get("required", ()), "told": each.get("description", "")}
