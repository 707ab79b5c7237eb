"""Problems: from an error to its page or, under the API, to its problem details (RFC 9457). Each says what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sayso.errors import AmbiguousError, ArchiveError, InputError, SaysoError, UnknownError
from sayso.ingest.fetch import GoneError, LaterError
from sayso.web import site
from sayso.web.desk import BusyError

MEDIA = "application/problem+json"

_STATUS: tuple[tuple[type[SaysoError], int], ...] = (
    (AmbiguousError, 409),
    (UnknownError, 404),
    (BusyError, 503),
    (ArchiveError, 503),
    (GoneError, 422),
    (LaterError, 422),
    (InputError, 422),
    (SaysoError, 500),
)


def told_by(app: FastAPI) -> None:
    """Let an application tell its errors."""
    for kind in (SaysoError, RequestValidationError, ValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _told)


def status_of(error: SaysoError) -> int:
    """Return the status with which an error is told."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def response(path: str, status: int, detail: str, **more: Any) -> Response:
    """Return an error as what stands at ``path`` would tell it: a page, or problem details."""
    title = more.pop("title", HTTPStatus(status).phrase)
    if path.startswith("/api/"):
        said = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": path, **more}
        return Response(msgspec.json.encode(said), status, media_type=MEDIA)
    return site.page("problem.html", status, title=title, detail=detail, bearers=more.get("bearers", []))


async def _told(request: Request, error: Exception) -> Response:
    path = request.url.path
    if isinstance(error, AmbiguousError):
        bearers = [{"id": number, "told": told} for number, told in error.bearers]
        return response(path, 409, f"{error.input} is the name of {len(bearers)} speakers. Say which one.", bearers=bearers)
    if isinstance(error, SaysoError):
        return response(path, status_of(error), str(error).encode(errors="replace").decode())
    if isinstance(error, RequestValidationError | ValidationError):
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return response(path, 422, said.encode(errors="replace").decode())
    if isinstance(error, HTTPException):
        found = response(path, error.status_code, str(error.detail))
        found.headers.update(error.headers or {})
        return found
    return response(path, 500, "sayso failed. Please report it, with what you did.")
