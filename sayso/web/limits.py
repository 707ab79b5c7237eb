"""Limits: how large, how slow and how often requests may be. What goes beyond is refused before the application sees it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.types import Receive
from uvicorn.protocols.http.h11_impl import H11Protocol

LARGEST_UPLOAD = 12_000_000
"""Bytes of a body that brings a file: the largest page that is fetched has 10 million, and a form adds some."""
LARGEST_BODY = 3_000_000
"""Bytes of any other: the longest text that is read has 200,000 letters, each of 12 bytes where a form escapes it worst."""
UPLOADS = ("multipart/form-data", "text/csv")
HELD = 120_000_000
"""Bytes of all bodies that are held at a time: ten of the largest uploads."""
BODY_TIME = 30.0
"""Seconds in which a body must be there whole: 12 MB take as long at 3 Mbit/s."""
LONGEST_QUERY = 8_192
"""Bytes of a query string; the longest question that the pages ask takes a quarter."""

AT_ONCE = 8
"""Requests that take long which the application has at a time: a fifth of the 40 threads in which FastAPI runs functions, so that a
page always finds one, however many texts wait to be read."""
PAGES = 2
"""Pages that each process makes at a time: one computes while the database answers the other. With as many as there are threads all
of them are late: 20 readers at once, over 100,000 stories, waited 1.1 s for the 95th of 100 pages of speakers, with 3 0.3 s."""
WAIT = 20.0
"""Seconds that one waits for its turn, before which it takes no thread."""

ANY = RateLimitItemPerSecond(200, 4)
"""Requests of one address. A page asks for six files at most; whoever clicks through 30 pages at once is no person."""
COSTLY = RateLimitItemPerMinute(60)
"""Requests of one address that read a text, fetch a page or change the archive."""
GUESSES = RateLimitItemPerMinute(10)
"""Wrong tokens from one address, after which others get no answer for the rest of the minute. The right one always enters."""

LINGER = 64_000_000
"""Bytes of a refused body that are still taken off the line, unseen: who is cut off in the middle of sending gets a broken
connection instead of the answer (RFC 9112 §9.6)."""
LINGER_TIME = 3.0
"""Seconds for the same."""

HEAD_TIME = 10.0
"""Seconds from a connection, or from the answer before, to the end of a request's headers."""
STUCK = 30.0
"""Seconds in which a visitor must take some of an answer that waits for him."""


class RefusedError(Exception):
    """A request that is refused: the HTTP ``status``, what to do (``detail``), and in how many seconds to ask again (``wait``)."""

    def __init__(self, status: int, detail: str, *, wait: int | None = None) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail
        self.wait = wait


class Bodies:
    """The bodies that are held at a time. A request enters the application with its body whole: a slow one keeps nobody waiting."""

    def __init__(self) -> None:
        self._held = 0

    @asynccontextmanager
    async def whole(self, receive: Receive, most: int) -> AsyncIterator[bytes | None]:
        """Give a body of ``most`` bytes, for as long as the context lasts; None if the visitor went away before it was there.

        Raises :class:`RefusedError` where it is too large (413) or too slow (408), or where too many are held (503). What a visitor
        says of its length is not believed: what comes is counted.
        """
        body = bytearray()
        try:
            whole = await self._taken(receive, most, body)
            yield bytes(body) if whole else None
        finally:
            self._held -= len(body)

    async def _taken(self, receive: Receive, most: int, body: bytearray) -> bool:
        try:
            async with asyncio.timeout(BODY_TIME):
                while (message := await receive())["type"] == "http.request":
                    chunk = message.get("body", b"")
                    if len(body) + len(chunk) > most:
                        raise too_large(most)
                    if self._held + len(chunk) > HELD:
                        raise RefusedError(503, "Too much is being sent at the moment. Try again in a minute.", wait=60)
                    body += chunk
                    self._held += len(chunk)
                    if not message.get("more_body", False):
                        return True
        except TimeoutError:
            raise RefusedError(408, f"The request was not there whole after {BODY_TIME:g} seconds. Send it again.") from None
        return False


def too_large(most: int) -> RefusedError:
    """Return the refusal of a body of more than ``most`` bytes."""
    return RefusedError(413, f"At most {most / 1e6:g} MB can be sent here. Cut it, or take it in with: sayso add")


async def lingering(receive: Receive) -> None:
    """Take what is left of a refused body off the line, within bounds."""
    left = LINGER
    try:
        async with asyncio.timeout(LINGER_TIME):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return


class Turns:
    """The turns of those whose requests take long. Who waits here takes no thread from the pages."""

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and have it for as long as the context lasts. Raises :class:`RefusedError` (503) in a crowd."""
        try:
            async with asyncio.timeout(WAIT):
                await self._free.acquire()
        except TimeoutError:
            raise RefusedError(503, "Too many wait before you. Try again in a minute.", wait=60) from None
        try:
            yield
        finally:
            self._free.release()


class Rates:
    """How often each address asks.

    This very machine asks as often as it likes: the guard turns away what pages of other sites ask there, and what takes long has
    its turns. Its wrong tokens are counted.
    """

    def __init__(self) -> None:
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    async def count(self, item: RateLimitItem, address: str | None) -> None:
        """Count one request. Raises :class:`RefusedError` (429) where they are too many."""
        who = neighbourhood(address)
        if who is not None and not await self._counted.hit(item, who):
            raise await self._refusal(item, who)

    async def guessed(self, address: str | None) -> None:
        """Count one wrong token."""
        await self._counted.hit(GUESSES, neighbourhood(address) or "here")

    async def may_guess(self, address: str | None) -> None:
        """Let who has given too many wrong tokens give no other wrong one. Raises :class:`RefusedError` (429)."""
        who = neighbourhood(address) or "here"
        if not await self._counted.test(GUESSES, who):
            raise await self._refusal(GUESSES, who)

    async def _refusal(self, item: RateLimitItem, who: str) -> RefusedError:
        until = (await self._counted.get_window_stats(item, who)).reset_time
        wait = max(1, math.ceil(until - time.time()))
        return RefusedError(429, f"Too many requests. Ask again in {wait} seconds.", wait=wait)


def neighbourhood(address: str | None) -> str | None:
    """Return as what an address is counted, None for this very machine.

    Of an IPv6 address it is the network of 64 bits: one household has all of them.
    """
    try:
        ip = ip_address((address or "").partition("%")[0])
    except ValueError:
        # A socket file has no address.
        return address or None
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is None:
            return None if ip.is_loopback else str(ip_network((ip, 64), strict=False))
        ip = ip.ipv4_mapped
    return None if ip.is_loopback else str(ip)


class Punctual(H11Protocol):
    """The connections of uvicorn (``Config(http=Punctual)``), with an end to what uvicorn waits for without one.

    These are headers that never end, and a visitor who takes nothing of his answer.
    """

    _late: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the first request its time."""
        super().connection_made(transport)
        self._await_head()

    def handle_events(self) -> None:
        """Stop the time once the headers are there."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()

    def on_response_complete(self) -> None:
        """Give the next request its time."""
        self._await_head()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Give the visitor time to take what is sent."""
        super().pause_writing()
        self._stuck = self.loop.call_later(STUCK, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop that time: he took some."""
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all times."""
        super().connection_lost(exc)
        self._stop()
        if self._stuck is not None:
            self._stuck.cancel()

    def _await_head(self) -> None:
        self._stop()
        self._late = self.loop.call_later(HEAD_TIME, self.transport.abort)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
