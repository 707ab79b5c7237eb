"""Web: from many URLs over a long time to their pages, politely: by robots.txt, one request a host at a time, with pauses."""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar, cast

import httpx

import sayso
from sayso.errors import InputError
from sayso.ingest.fetch import (
    LARGEST,
    LONGEST,
    FetchedPage,
    LaterError,
    asked,
    bare,
    body,
    client,
    explained,
    followed,
    fresh,
    kept,
    page,
    there,
)
from sayso.ingest.network import guarded, within
from sayso.ingest.robots import LARGEST as ROBOTS_LARGEST
from sayso.ingest.robots import Rules

DELAY = 2.0
"""Seconds between the end of a request and the next to the same host."""
LONGEST_DELAY = 60.0
"""Seconds: a crawl-delay of robots.txt is obeyed up to here, and a caller kept waiting for a host that asks for patience."""
TRIES = 3
"""Requests for one page, where the host does not answer or says that it cannot now."""
BACK_OFF = 4.0
"""Seconds before the second try, twice as many before the third; half of it by chance, so that visitors do not come in step."""
FAILURES = 3
"""Pages in a row that a host failed to give, after which it is left alone."""
REST = 60.0
"""Seconds for which a host is left alone at first, four times as long after each further failure."""
LONGEST_REST = 86_400.0
"""Seconds: a day, the longest that a host is left alone, whatever its Retry-After says."""
ROBOTS_FRESH = 86_400.0
"""Seconds for which a robots.txt is good (RFC 9309 §2.4)."""
ROBOTS_AGAIN = 600.0
"""Seconds until a robots.txt that could not be had is asked for again."""
CONTACT = "SAYSO_CONTACT"
"""The environment variable with an address at which a site's keeper reaches whoever runs sayso."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing changed at ``url`` since the visit whose validators were given; other fields are those of :class:`FetchedPage`."""

    url: str
    etag: str | None = None
    modified: str | None = None
    fresh: float | None = None


@dataclass(frozen=True, slots=True)
class _Robots:
    """A host's robots.txt: its rules, or None with the reason why it could not be had; good until a time of the clock."""

    rules: Rules | None
    missing: str
    until: float


@dataclass(slots=True)
class _Host:
    """What is known of a host, with times of the clock. Who asks it holds ``lock``; who reads its robots.txt, ``reading`` first."""

    delay: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    reading: threading.Lock = field(default_factory=threading.Lock)
    robots: dict[str, _Robots] = field(default_factory=dict)
    ready: float = 0.0
    rests: float = 0.0
    failures: int = 0


class Web:
    """A polite visitor. It may be asked from several threads: hosts are visited side by side, the pages of one in turn.

    ``private`` allows hosts of private networks; ``delay`` is in seconds between two requests to a host, ``longest`` in seconds
    for one answer, ``largest`` in bytes of it, decompressed. ``contact`` (by default the environment's ``SAYSO_CONTACT``) says to
    the sites who is visiting, such as a page or a mail address. ``clock`` tells seconds since 1970, ``sleep`` lets them pass.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        delay: float = DELAY,
        longest: float = LONGEST,
        largest: int = LARGEST,
        contact: str | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._delay, self._longest, self._largest = delay, longest, largest
        self._clock, self._sleep = clock, sleep
        self._agent = _agent(os.environ.get(CONTACT, "") if contact is None else contact)
        self._transport = guarded(private=private)
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Web:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> FetchedPage | Unchanged:
        """Return what stands at ``url``, or :class:`Unchanged` where the validators of an earlier visit still hold.

        It waits until the host may be asked. Raises :class:`InputError` where the page cannot be had:
        :class:`~sayso.ingest.fetch.GoneError` where there is none, :class:`~sayso.ingest.fetch.LaterError` where the host fails or
        is left alone for a time, which it tells.
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in validators.items() if value and value.isascii() and value.isprintable()}

        def read(response: httpx.Response) -> FetchedPage | Unchanged:
            if response.status_code == httpx.codes.NOT_MODIFIED and headers:
                response.read()
                here = str(bare(response.url))
                return Unchanged(here, kept(response, "etag") or etag, kept(response, "last-modified") or modified, fresh(response))
            return page(response, url, self._largest)

        # What a site sets as cookies on the way is kept until the page is there, and no longer.
        visitor = client(self._transport, self._agent, self._longest)

        def send(request: httpx.Request) -> FetchedPage | Unchanged | httpx.Request:
            self._permitted(request.url, url)
            return self._ask(visitor, request, read, url)

        with explained(url, self._longest):
            # mypy makes object of a type variable that stands for two.
            return cast("FetchedPage | Unchanged", followed(visitor.build_request("GET", url, headers=headers), send))

    def _host(self, url: httpx.URL) -> _Host:
        with self._lock:
            return self._hosts.setdefault(url.host.rstrip("."), _Host(self._delay))

    def _permitted(self, url: httpx.URL, name: str) -> None:
        """Raise what robots.txt says against asking for ``url`` (RFC 9309)."""
        if url.scheme not in ("http", "https") or not url.host:
            raise httpx.UnsupportedProtocol(f"{url.scheme}://{url.host}")
        host, origin = self._host(url), f"{url.scheme}://{url.netloc.decode('ascii')}"
        with host.reading:
            robots = host.robots.get(origin)
            if robots is None or robots.until <= self._clock():
                robots = host.robots[origin] = self._robots(f"{origin}/robots.txt")
                if robots.rules is not None:
                    host.delay = max(self._delay, min(robots.rules.delay, LONGEST_DELAY))
        if robots.rules is None:
            problem = f"is not asked for before {_time(robots.until)}: the robots.txt of {url.host} {robots.missing}"
            raise LaterError(name, problem, wait=max(0.0, robots.until - self._clock()))
        if not robots.rules.allow(str(url.copy_with(fragment=None))):
            remedy = "Open it in a browser, save it, and give the file."
            raise InputError(name, f"is refused to sayso by the robots.txt of {url.host}", remedy)

    def _robots(self, url: str) -> _Robots:
        """Get a robots.txt. One that there is not allows all; one that cannot be had forbids all for now (RFC 9309 §2.3.1)."""

        def read(response: httpx.Response) -> bytes:
            there(response, url)
            return body(response, url, ROBOTS_LARGEST)

        visitor = client(self._transport, self._agent, self._longest)
        try:
            with explained(url, self._longest):
                data = followed(visitor.build_request("GET", url), lambda request: self._ask(visitor, request, read, url))
        except LaterError as error:
            return _Robots(None, error.problem, self._clock() + max(ROBOTS_AGAIN, error.wait or 0.0))
        except InputError:
            data = b""
        return _Robots(Rules(data), "", self._clock() + ROBOTS_FRESH)

    def _ask(
        self, visitor: httpx.Client, request: httpx.Request, read: Callable[[httpx.Response], T], name: str
    ) -> T | httpx.Request:
        """Send a request when its host may be asked, and again if the host fails."""
        # stamina would be a second place that knows when a host may be asked again, and it sleeps by its own clock.
        host = self._host(request.url)
        tries = 1
        while True:
            with host.lock:
                self._wait(host, request.url.host, name)
                try:
                    with explained(name, self._longest), within(self._longest):
                        answer = asked(visitor, request, read)
                    host.failures = 0
                    return answer
                except LaterError as error:
                    self._fail(host, request.url.host, error, tries)
                except InputError:
                    host.failures = 0
                    raise
                finally:
                    host.ready = max(host.ready, self._clock() + host.delay)
            tries += 1

    def _wait(self, host: _Host, name: str, url: str) -> None:
        now = self._clock()
        if host.rests > now:
            raise LaterError(url, f"is not asked for: {name} is left alone until {_time(host.rests)}", wait=host.rests - now)
        if host.ready > now:
            # However far the clock was set back meanwhile, nobody waits for longer than this.
            self._sleep(min(host.ready - now, LONGEST_DELAY))

    def _fail(self, host: _Host, name: str, error: LaterError, tries: int) -> None:
        """Note that a host failed: it may be asked again soon, or it is left alone and the error raised that says until when."""
        now = self._clock()
        if tries < TRIES and (error.wait or 0.0) <= LONGEST_DELAY:
            host.ready = now + max(error.wait or 0.0, BACK_OFF * 2 ** (tries - 1) * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
            return
        host.failures += 1
        rest = error.wait or 0.0
        if host.failures >= FAILURES:
            rest = max(rest, REST * 4.0 ** min(host.failures - FAILURES, 10))
        if not rest:
            raise error
        host.rests = now + min(rest, LONGEST_REST)
        problem = f"{error.problem}; {name} is left alone until {_time(host.rests)}"
        raise LaterError(error.input, problem, error.remedy, wait=host.rests - now)


def _time(clock: float) -> str:
    return f"{datetime.fromtimestamp(clock, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _agent(contact: str) -> str:
    if not re.fullmatch(r"[ -'*-~]*", contact):
        raise InputError(CONTACT, "holds what no name of a visitor can hold", "Give an address in ASCII, without parentheses.")
    purpose = "reads news to show who said what, keeps to robots.txt"
    return f"sayso/{sayso.__version__} ({purpose}{'; ' if contact else ''}{contact})"
