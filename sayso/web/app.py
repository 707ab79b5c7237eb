"""The application: pages and API over one archive, behind the guard."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

import sayso
from sayso.archive import Archive
from sayso.web import api, forms, openapi, pages, problems
from sayso.web.guard import Guard
from sayso.web.services import Services
from sayso.web.token import Access
from sayso.web.worker import Worker

HERE = Path(__file__).parent
READS = frozenset({"/read", f"{api.ROOT}/read"})
"""What is posted to and changes nothing."""


def create(archive: Archive | None, access: Access, *, private: bool = False, worker: Worker | None = None) -> ASGIApp:
    """Return the application over an archive, or over none, for those who have ``access``.

    ``private`` lets the address box reach private networks. ``worker`` reads what visitors send; it ends with the application.
    """
    services = Services(archive, private, worker or Worker())

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        # The first visitor need not wait for the model.
        services.worker.start()
        threading.Thread(target=services.prepare, daemon=True).start()
        yield
        await to_thread.run_sync(services.worker.close)

    app = FastAPI(
        title="sayso",
        version=sayso.__version__,
        description="On whose say-so? Stories, and for every statement in them who said it, to whom, where and when.",
        lifespan=running,
        openapi_url=f"{api.ROOT}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    app.include_router(api.router)
    app.include_router(pages.router)
    app.include_router(forms.router)
    # Last: the pages have style sheets of their own there.
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    problems.told_by(app)
    openapi.describe(app)
    return Guard(app, access, READS, _refused)


def _refused(scope: Scope, status: int, _: str, detail: str) -> Response:
    if status == HTTPStatus.UNAUTHORIZED and scope["method"] == "GET":
        return pages.asked_to_enter(scope["path"])
    return problems.response(scope["path"], status, detail)
