"""The guard: stands before the application and lets through only requests that may be answered. It knows none of its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.web import limits
from sayso.web.limits import RefusedError
from sayso.web.token import Access

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing. All others do, those that nobody has heard of too."""
ENTER = "/enter"
"""Where a visitor gives the token: the application shows the form, the guard takes what is sent (``token``, ``next``)."""
KNOWN = "sayso.known"
"""Where the scope of a request says whether the visitor has given the token, so that pages show him what he can change."""
SHORT = 4_096
"""Bytes of that form, and of a body that has nothing to say."""
STATIC = re.compile(r"/static(?:/\w[\w.-]*)+", re.ASCII)
"""Files of ours, which tell nothing. The pattern leaves no room for ``..``, empty parts, or escapes of escapes."""

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    # Not no-referrer: under that, browsers send our own forms with ``Origin: null`` (Fetch §3.2), which is anybody's.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""What every answer carries, whoever gives it, in place of what the application says of the same."""

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::([0-9]{1,5}))?")
_INWARD = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A place on this site. Two slashes begin the name of another one, and browsers read a backslash as a slash."""

Refuse = Callable[[Scope, int, str, str], Response]
"""Makes the page of a refusal, of its status, title, and what to do. Not asked under ``/api/``."""


def plain(_: Scope, status: int, title: str, detail: str) -> Response:
    """Return a refusal as plain text."""
    return PlainTextResponse(f"{title}\n\n{detail}\n", status)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request: ``host`` as sent, ``port`` "" for the usual one, ``client`` the address of the other end, if it has one."""

    scope: Scope
    headers: Headers
    method: str
    path: str
    host: str
    port: str
    client: str | None

    @property
    def changes(self) -> bool:
        return self.method not in SAFE


class Guard:
    """ASGI middleware. ``reads`` are the paths at which a POST changes nothing, ``refuse`` makes the page of a refusal."""

    def __init__(self, app: ASGIApp, access: Access, reads: frozenset[str] = frozenset(), refuse: Refuse = plain) -> None:
        self._app = app
        self._access = access
        self._reads = reads
        self._refuse = refuse
        self._rates = limits.Rates()
        self._bodies = limits.Bodies()
        self._turns = limits.Turns(limits.AT_ONCE)
        self._pages = limits.Turns(limits.PAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI's
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            # There are no websockets here.
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        started, unread = False, "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        async with AsyncExitStack() as held:

            async def heard() -> Message:
                nonlocal unread
                message = await receive()
                unread = unread and bool(message.get("more_body", False))
                return message

            async def dressed(message: Message) -> None:
                nonlocal started
                if message["type"] == "http.response.start":
                    started = True
                    message = {**message, "headers": _dressed(scope["path"], message["status"], message.get("headers", ()))}
                    # What takes long is done: who takes his answer slowly keeps nobody waiting.
                    await held.aclose()
                await send(message)

            try:
                answer = await self._let_in(scope, headers, heard, held)
            except RefusedError as refused:
                # Who still waits to be asked for the body (Expect: 100-continue) will not send it.
                left = heard if unread and "expect" not in headers else None
                await _last(self._told(scope, refused), scope, left, dressed, close=unread)
                return
            if isinstance(answer, Response):
                await answer(scope, heard, dressed)
            elif answer is not None:
                try:
                    await self._app(scope, _again(answer, heard), dressed)
                except Exception:
                    if not started:
                        failure = RefusedError(500, "sayso failed. Please report it, with what you did.")
                        await _last(self._told(scope, failure), scope, None, dressed)
                    raise

    async def _let_in(self, scope: Scope, headers: Headers, receive: Receive, held: AsyncExitStack) -> bytes | Response | None:
        """Return the body with which to ask the application; an answer, where there is one already; None, where nobody waits."""
        visit = self._visit(scope, headers)
        await self._rates.count(limits.ANY, visit.client)
        query = scope.get("query_string", b"")
        if len(query) > limits.LONGEST_QUERY:
            raise RefusedError(414, f"The part after the question mark may have {limits.LONGEST_QUERY:,} bytes.")
        if not visit.path.startswith("/"):
            raise RefusedError(400, "This is no path of this site.")
        if _foreign(visit):
            raise RefusedError(403, "Another site asked for this. Open it here, or follow a link to it.")
        if (visit.method, visit.path) == ("POST", ENTER):
            form = await held.enter_async_context(self._bodies.whole(receive, SHORT))
            return None if form is None else await self._entered(visit, form)
        if (visit.method, visit.path) == ("GET", "/") and (entered := await self._opened(visit, query)):
            return entered
        if not self._free(visit):
            await self._prove(visit)
        scope[KNOWN] = self._access.remembers(headers.getlist("cookie"), visit.port)
        if visit.changes:
            await self._rates.count(limits.COSTLY, visit.client)
        body = await held.enter_async_context(self._bodies.whole(receive, _most(visit)))
        if body is not None:
            await held.enter_async_context((self._turns if visit.changes else self._pages).turn())
        return body

    def _visit(self, scope: Scope, headers: Headers) -> _Visit:
        """Return a request that seeks us. Raises :class:`RefusedError` (421) for one that seeks another host."""
        hosts = [host.lower() for host in headers.getlist("host")]
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if found is None or not self._access.admits(found[1]):
            raise RefusedError(421, "sayso does not answer to this name. If it should, start it with: sayso serve --name NAME")
        client = scope["client"][0] if scope.get("client") else None
        return _Visit(scope, headers, scope["method"], scope["path"], hosts[0], found[2] or "", client)

    def _free(self, visit: _Visit) -> bool:
        if visit.method in ("GET", "HEAD") and (visit.path == ENTER or STATIC.fullmatch(visit.path)):
            return True
        return self._access.loopback and (not visit.changes or (visit.method == "POST" and visit.path in self._reads))

    async def _prove(self, visit: _Visit) -> None:
        """Raise :class:`RefusedError` unless the visitor has the token, or the cookie and a browser that says who asks."""
        given = visit.headers.getlist("authorization")
        bearers = [value[7:].strip() for value in given if value[:7].lower() == "bearer "]
        if bearers:
            if len(given) > 1:
                raise RefusedError(401, "Send the token once.")
            await self._match(bearers[0], visit)
            return
        if not self._access.remembers(visit.headers.getlist("cookie"), visit.port):
            raise RefusedError(401, "This needs the token. Open the address that sayso serve printed, or give the token.")
        if visit.changes and "origin" not in visit.headers and "sec-fetch-site" not in visit.headers:
            raise RefusedError(403, "The browser does not say which site asks for this. Send the token as Authorization: Bearer.")

    async def _match(self, token: str, visit: _Visit) -> None:
        # The right one enters however many wrong ones came from there: behind a proxy everybody has one address. It is too long to
        # be found by trying.
        if not self._access.knows(token):
            await self._rates.may_guess(visit.client)
            await self._rates.guessed(visit.client)
            raise RefusedError(401, "This is not the token. sayso serve printed it when it started.")

    async def _opened(self, visit: _Visit, query: bytes) -> Response | None:
        """Let in who opens the address that was printed, and show him the same without the token."""
        fields = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        tokens = [value for key, value in fields if key == "token"]
        if not tokens:
            return None
        await self._match(tokens[0], visit)
        further = urlencode([(key, value) for key, value in fields if key != "token"])
        return self._welcome(visit, f"/?{further}" if further else "/")

    async def _entered(self, visit: _Visit, form: bytes) -> Response:
        """Let in who gives the token in the form."""
        fields = parse_qs(form.decode("latin-1"))
        await self._match(fields.get("token", [""])[0].strip(), visit)
        then = fields.get("next", ["/"])[0]
        return self._welcome(visit, then if _INWARD.fullmatch(then) else "/")

    def _welcome(self, visit: _Visit, then: str) -> Response:
        name, value = self._access.cookie(visit.port)
        # A proxy that speaks TLS says so. A visitor who says so makes his own cookie stricter, no more.
        secure = "https" in (visit.scope["scheme"], visit.headers.get("x-forwarded-proto"))
        # Where reading needs the cookie, Strict would ask for the token again at each link from a chat or a mail. Lax sends it with
        # such links, which change nothing, and with nothing else.
        response = RedirectResponse(then, 303)
        response.set_cookie(name, value, httponly=True, secure=secure, samesite="strict" if self._access.loopback else "lax")
        return response

    def _told(self, scope: Scope, refused: RefusedError) -> Response:
        status, path, title = refused.status, scope["path"], HTTPStatus(refused.status).phrase
        if path.startswith("/api/"):
            said = {"type": "about:blank", "title": title, "status": status, "detail": refused.detail, "instance": path}
            response = Response(json.dumps(said), status, media_type="application/problem+json")
        else:
            response = self._refuse(scope, status, title, refused.detail)
        if refused.wait is not None:
            response.headers["Retry-After"] = str(refused.wait)
        if status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Bearer realm="sayso"'
        return response


def _foreign(visit: _Visit) -> bool:
    """Say whether a page of another site asks: by what browsers say of it (Fetch metadata, Origin).

    Another site may lead a person to a page of ours. It may not load one unseen, nor learn from the time that it takes.
    """
    headers = visit.headers
    apart = any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site"))
    if not visit.changes:
        return apart and (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) != ("navigate", "document")
    # Behind a proxy that speaks TLS we do not know our own scheme.
    ours = (f"http://{visit.host}", f"https://{visit.host}")
    return apart or any(origin.lower() not in ours for origin in headers.getlist("origin"))


def _most(visit: _Visit) -> int:
    """Return how many bytes a body may have. Raises :class:`RefusedError` (413) where it says itself that it has more."""
    upload = visit.headers.get("content-type", "").lower().startswith(limits.UPLOADS)
    most = SHORT if not visit.changes else limits.LARGEST_UPLOAD if upload else limits.LARGEST_BODY
    said = visit.headers.get("content-length", "")
    if re.fullmatch(r"[0-9]{1,20}", said) and int(said) > most:
        raise limits.too_large(most)
    return most


def _dressed(path: str, status: int, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = dict(HEADERS)
    kept = [(name, value) for name, value in headers if name.lower() not in ours]
    if not any(name.lower() == b"cache-control" for name, _ in kept):
        # A file of ours may be kept, but is asked for again: the next sayso has another of the same name.
        kept.append((b"cache-control", b"no-cache" if status < 400 and STATIC.fullmatch(path) else b"no-store"))
    return [*kept, *HEADERS]


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what hands on a body that was received, and then what comes after it."""
    given = False

    async def handed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return handed


async def _last(response: Response, scope: Scope, unread: Receive | None, send: Send, *, close: bool = False) -> None:
    """Send a refusal; where it comes amid a body, end the connection once the visitor has had time to see it."""
    if close:
        response.headers["Connection"] = "close"
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    shown = b"" if scope["method"] == "HEAD" else bytes(response.body)
    await send({"type": "http.response.body", "body": shown, "more_body": unread is not None})
    if unread is not None:
        await limits.lingering(unread)
        await send({"type": "http.response.body", "body": b""})
