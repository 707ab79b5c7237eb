"""Running: what is served, in as many processes as one likes, all of them listening at one address, until Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass

import uvicorn

from sayso.archive import Archive
from sayso.web.app import create
from sayso.web.limits import Punctual
from sayso.web.token import Access

GRACE = 3
"""Seconds in which what is being answered may end, once the server is to end."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: an archive by its path or address, or none; to whom; and whether the address box reaches private networks."""

    archive: str | None
    access: Access
    private: bool = False


def run(served: Served, listening: socket.socket, jobs: int = 1) -> None:
    """Serve until Ctrl-C. With more than one of ``jobs`` a program that calls this must be importable (``__name__``)."""
    # Not forked: libraries that have threads of their own do not survive that.
    starting = multiprocessing.get_context("spawn")
    others = [starting.Process(target=_beside, args=(served, listening), daemon=True) for _ in range(jobs - 1)]
    for each in others:
        each.start()
    try:
        _serve(served, listening)
    finally:
        for each in others:
            each.terminate()
        for each in others:
            each.join()


def _beside(served: Served, listening: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _serve(served, listening)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _serve(served: Served, listening: socket.socket) -> None:
    archive = Archive(served.archive) if served.archive is not None else None
    app = create(archive, served.access, private=served.private)
    config = uvicorn.Config(
        app, http=Punctual, log_level="warning", server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE
    )
    # Ctrl-C is how one ends it: it is no failure.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    if archive is not None:
        archive.close()
