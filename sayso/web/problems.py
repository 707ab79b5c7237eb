"""Problems: from an error to its page or, under the API, to its problem details (RFC 9457). Each says what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from sayso.errors import AmbiguousError, ArchiveError, InputError, SaysoError, SettledError, UnknownError
from sayso.web import templating
from sayso.web.responses import PROBLEM
from sayso.web.services import services_of
from sayso.web.worker import BusyError, SlowError

_LOG = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[SaysoError], int], ...] = (
    (AmbiguousError, 409),
    (SettledError, 409),
    (UnknownError, 404),
    (BusyError, 503),
    (SlowError, 503),
    (ArchiveError, 503),
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
    named = HTTPStatus(status)
    if path.startswith("/api/"):
        said = {"type": "about:blank", "title": named.phrase, "status": status, "detail": detail, "instance": path, **more}
        return Response(msgspec.json.encode(said), status, media_type=PROBLEM)
    heading = templating.HEADINGS.get(named, named.phrase)
    return templating.page("problem.html", status, title=heading, detail=detail, bearers=more.get("bearers", []))


async def _told(request: Request, error: Exception) -> Response:
    path = request.url.path
    if isinstance(error, AmbiguousError):
        bearers = [{"id": number, "told": told} for number, told in error.bearers]
        return response(path, 409, f"{error.input} is the name of {len(bearers)} speakers. Say which one.", bearers=bearers)
    if isinstance(error, SaysoError):
        archive = services_of(request).archive
        if isinstance(error, ArchiveError) and archive is not None and error.input == archive.name:
            _LOG.error("%s failed: %s", request.method, error)
        return response(path, status_of(error), _said(request, error).encode(errors="replace").decode())
    if isinstance(error, RequestValidationError | ValidationError):
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return response(path, 422, said.encode(errors="replace").decode())
    if isinstance(error, HTTPException):
        found = response(path, error.status_code, str(error.detail))
        found.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            found.headers["Allow"] = ", ".join(_methods(request))
        return found
    return response(path, 500, "sayso failed. Please report it, with what you did.")


def _said(request: Request, error: SaysoError) -> str:
    """Return what an error says. Where the archive lies is no visitor's business."""
    archive = services_of(request).archive
    if archive is not None and isinstance(error, InputError) and error.input == archive.name:
        return f"the archive: {error.problem}. {error.remedy}"
    return str(error)


def _methods(request: Request) -> list[str]:
    """Return the methods that an address takes: each has a route of its own, and the framework names those of the first."""
    scopes = {method: {**request.scope, "method": method} for method in ("DELETE", "GET", "HEAD", "POST", "PUT")}
    routes = request.app.routes
    return [method for method, scope in scopes.items() if any(each.matches(scope)[0] is Match.FULL for each in routes)]
