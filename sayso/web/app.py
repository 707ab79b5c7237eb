"""The application: pages and API over one archive, behind the guard."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

import sayso
from sayso.archive import Archive
from sayso.web import api, described, forms, pages, problems
from sayso.web.desk import Desk

HERE = Path(__file__).parent


def create(archive: Archive | None, *, private: bool = False) -> FastAPI:
    """Return the application over an archive, or over none. ``private`` lets the address box reach private networks."""
    desk = Desk(archive, private)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        # The first visitor need not wait for the model.
        threading.Thread(target=desk.warm, daemon=True).start()
        yield

    app = FastAPI(
        title="sayso",
        version=sayso.__version__,
        description="On whose say-so? Stories, and for every statement in them who said it, to whom, where and when.",
        lifespan=running,
        openapi_url=f"{api.ROOT}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.include_router(api.router)
    app.include_router(pages.router)
    app.include_router(forms.router)
    # Last: the pages have style sheets of their own there.
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    problems.told_by(app)
    described.describe(app)
    return app
