"""Running: what is served, in as many processes as one likes, all of them listening at one address, until Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass

import uvicorn

from sayso.archive import Archive
from sayso.errors import InputError
from sayso.processes import end_with_parent, speak_plainly, undisturbed
from sayso.web import DEADLINE
from sayso.web.app import create
from sayso.web.limits import Punctual
from sayso.web.token import Access
from sayso.web.worker import Worker

SHARED = hasattr(socket, "SO_REUSEPORT")
"""Whether several processes can listen at one address, each with visitors of its own."""
BACKLOG = 2048
"""Visitors that wait to be let in."""
GRACE = 3
"""Seconds in which what is being answered may end, once the server is to end."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: an archive by its path or address, or none; to whom, and where; ``private`` as in :func:`create`."""

    archive: str | None
    access: Access
    host: str
    port: int
    private: bool = False
    proxies: tuple[str, ...] = ()
    """Addresses and networks of the proxies whose word is taken for whom they ask."""
    deadline: float = DEADLINE
    """Seconds that reading a text may take."""


def free(host: str, port: int) -> int:
    """Return a port that can be listened at: this one, or for 0 any. Raises :class:`InputError` where it is taken."""
    try:
        with socket.create_server((host, port), family=_family(host)) as found:
            return int(found.getsockname()[1])
    except OSError as error:
        problem = f"cannot be listened at ({error.strerror or error})"
        raise InputError(
            f"{host}:{port}", problem, "Choose another with --port or --host; --port 0 takes any that is free."
        ) from None


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens beside those of other processes: the system gives each its share of the visitors."""
    found = socket.create_server((host, port), family=_family(host), backlog=BACKLOG, reuse_port=SHARED)
    # asyncio does this for its own sockets alone. Without it each answer waits 40 ms for the visitor to confirm its head (RFC 1122,
    # 4.2.3.2 and 4.2.3.4).
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def run(served: Served, jobs: int = 1) -> None:
    """Serve until Ctrl-C. With more than one of ``jobs`` a program that calls this must be importable (``__name__``)."""
    # Not forked: libraries that have threads of their own do not survive that.
    starting = multiprocessing.get_context("spawn")
    beside = jobs - 1 if SHARED else 0
    # No daemons: those may not start the processes that read.
    others = [starting.Process(target=_beside, args=(served,)) for _ in range(beside)]
    # Ctrl-C is for this one, which ends them.
    with undisturbed():
        for each in others:
            each.start()
    try:
        # Ctrl-C is how one ends it: it is no failure.
        with suppress(KeyboardInterrupt):
            _serve(served)
    finally:
        for each in others:
            each.terminate()
        for each in others:
            each.join()


def _beside(served: Served) -> None:
    end_with_parent()
    speak_plainly()
    # The first has said what there is to warn of.
    logging.getLogger("sayso").setLevel(logging.ERROR)
    _serve(served)


class _Server(uvicorn.Server):
    """A server that ends what is being read in time for whoever waits for it to be told so."""

    def __init__(self, config: uvicorn.Config, worker: Worker) -> None:
        super().__init__(config)
        self._worker = worker

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let in nobody more, and end what is being done."""
        logging.getLogger("uvicorn.error").addFilter(_unforeseen)
        ending = threading.Timer(GRACE / 2, self._worker.close)
        ending.start()
        try:
            await super().shutdown(sockets)
        finally:
            ending.cancel()


def _unforeseen(record: logging.LogRecord) -> bool:
    """Say whether something went wrong: that what takes too long is cancelled at the end is no failure."""
    cancelled = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cancelled and not record.getMessage().startswith("Cancel ")


def _serve(served: Served) -> None:
    archive = Archive(served.archive) if served.archive is not None else None
    worker = Worker(served.deadline)
    app = create(archive, served.access, private=served.private, worker=worker)
    config = uvicorn.Config(
        app,
        http=Punctual,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(served.proxies),
        forwarded_allow_ips=list(served.proxies),
        timeout_graceful_shutdown=GRACE,
    )
    _Server(config, worker).run(sockets=[listening(served.host, served.port)])
    if archive is not None:
        archive.close()
