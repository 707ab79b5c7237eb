"""Visits to the guard: what a server would hand it, and an application behind it that says yes to everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.web.guard import HEADERS, Guard
from sayso.web.token import Access

TOKEN = "kJ8-the_token.of~these-tests"
READS = frozenset({"/read", "/api/v1/read"})
BEARER = [("Authorization", f"Bearer {TOKEN}")]
HERE = "127.0.0.1:8000"
NAMED = "news.example:8000"
FAR = "203.0.113.7"
FORM = [("Origin", f"http://{HERE}"), ("Sec-Fetch-Site", "same-origin")]

Sent = Iterable[tuple[str, str]]


@dataclass
class Answer:
    """What a visitor gets. A header is had by its name; several of one name are joined."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def __getitem__(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name.lower())

    @property
    def cookie(self) -> tuple[str, str]:
        """What the browser sends from now on."""
        return "Cookie", self["set-cookie"].partition(";")[0]

    @property
    def dressed(self) -> bool:
        """Whether it carries what every answer does."""
        return all(self[name.decode()] == value.decode() for name, value in HEADERS)


@dataclass
class Pages:
    """An application that says yes to everything, and remembers to what."""

    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    answer: Response = field(default_factory=lambda: Response("yes"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        self.asked.append((scope["method"], scope["path"], body))
        await self.answer(scope, receive, send)


class BrokenError(Exception):
    """An application that fails: a server would write it into its log."""


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """An application that fails before it answers."""
    raise BrokenError("the secret")


def here(pages: ASGIApp, **more: Any) -> Guard:
    """A guard of what is served to this machine."""
    return Guard(pages, Access.at(TOKEN, "127.0.0.1"), READS, **more)


def elsewhere(pages: ASGIApp, **more: Any) -> Guard:
    """A guard of what is served to others too."""
    return Guard(pages, Access.at(TOKEN, "0.0.0.0", ["news.example"]), READS, **more)


def scope_of(method: str, target: str, sent: Sent = (), client: str | None = "127.0.0.1", scheme: str = "http") -> Scope:
    """What a server hands over. Nothing here makes a path or a header better than it is."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sent],
        "scheme": scheme,
        "client": (client, 4711) if client else None,
    }


async def messages(guard: ASGIApp, scope: Scope, body: Iterable[bytes] = (b"",), *, whole: bool = True) -> list[Message]:
    """What the guard sends to a visitor who goes away after his body, or amid it if that is not ``whole``."""
    chunks = [*body]
    last = len(chunks) if whole else len(chunks) + 1
    incoming = iter([{"type": "http.request", "body": chunk, "more_body": n < last} for n, chunk in enumerate(chunks, 1)])
    outgoing: list[Message] = []

    async def receive() -> Message:
        return next(incoming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        outgoing.append(message)

    with suppress(BrokenError):
        await guard(scope, receive, send)
    return outgoing


async def asking(
    guard: ASGIApp,
    method: str,
    target: str,
    sent: Sent = (),
    *,
    host: str | None = HERE,
    body: Iterable[bytes] = (b"",),
    **more: Any,
) -> Answer:
    """Ask, and get one answer."""
    headers = [*sent] if host is None else [("Host", host), *sent]
    start, *rest = await messages(guard, scope_of(method, target, headers, **more), body)
    assert start["type"] == "http.response.start"
    assert [message["type"] for message in rest] == ["http.response.body"] * len(rest)
    assert [bool(message.get("more_body")) for message in rest] == [True] * (len(rest) - 1) + [False]
    told = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"]]
    return Answer(start["status"], told, b"".join(message["body"] for message in rest).decode())


def ask(guard: ASGIApp, method: str, target: str, sent: Sent = (), **more: Any) -> Answer:
    """The same, all by itself."""
    return asyncio.run(asking(guard, method, target, sent, **more))


def cookie_of(guard: ASGIApp, host: str = HERE) -> tuple[str, str]:
    """The cookie of who has opened the address that was printed."""
    return ask(guard, "GET", f"/?token={TOKEN}", host=host).cookie
