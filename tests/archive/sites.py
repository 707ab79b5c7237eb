"""Sites for watchers: news sites on loopback whose pages and feeds a test writes, and a clock that it moves."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Answer = str | bytes | int | Response | Callable[[Request], Response]


class Clock:
    """A clock that stands still but for those who sleep by it. It begins now: the archive's own clock is the system's."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += timedelta(seconds=seconds)


class Site:
    """A host. What is asked for has an entity tag by its bytes, unless a function answers; what is not written is not there."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.at_once, self.most_at_once = 0, 0
        self.slow = 0.0
        self._lock = threading.Lock()
        server.clear()
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def url(self, path: str) -> str:
        return self.server.url_for(path)

    def forget(self) -> None:
        self.asked.clear()
        self.statuses.clear()

    def _answer(self, request: Request) -> Response:
        with self._lock:
            self.asked.append(request.path)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(self.slow)
        response = self._response(request)
        with self._lock:
            self.at_once -= 1
            self.statuses.append(response.status_code)
        return response

    def _response(self, request: Request) -> Response:
        page = self.pages.get(request.path, 404)
        if isinstance(page, Response):
            return page
        if callable(page):
            return page(request)
        if isinstance(page, int):
            return Response("", page)
        data = page.encode() if isinstance(page, str) else page
        tag = f'"{sha256(data).hexdigest()[:12]}"'
        if request.headers.get("If-None-Match") == tag:
            return Response("", 304, {"ETag": tag})
        kind = "text/html" if b"<html" in data[:200] else "text/plain" if request.path == "/robots.txt" else "application/xml"
        return Response(data, content_type=f"{kind}; charset=utf-8", headers={"ETag": tag})


@contextmanager
def servers(count: int) -> Iterator[list[HTTPServer]]:
    """Yield servers of hosts: 127.0.0.1, 127.0.0.2 and so on."""
    with ExitStack() as stack:
        yield [stack.enter_context(HTTPServer(host=f"127.0.0.{number}", port=0, threaded=True)) for number in range(1, count + 1)]


def article(headline: str, *paragraphs: str, name: str = "The Tidings") -> str:
    """A page of an article: a paragraph of its own if none is given, so that no two articles are alike."""
    body = "".join(f"<p>{each}</p>" for each in paragraphs or (paragraph(headline),))
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title><meta property="og:site_name" content="{name}">'
        f'<meta property="og:title" content="{headline}"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{headline}</h1>{body}</article></body></html>"
    )


def paragraph(about: str, *, state: str = "rotten") -> str:
    return (
        f'Harbour master Ines Calder said on Friday that "{about.lower()}" was all that she had to tell. '
        f'"The timbers are {state}," Calder told reporters at the quay, where the ferries of {about} wait for the spring.'
    )


def rss(*items: tuple[str, str] | tuple[str, str, str]) -> str:
    """A feed of (link, title[, date as RFC 822])."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>/</link>'
        + "".join(
            f"<item><title>{title}</title><link>{link}</link>{''.join(f'<pubDate>{day}</pubDate>' for day in date)}</item>"
            for link, title, *date in items
        )
        + "</channel></rss>"
    )


def atom(*entries: tuple[str, str, str]) -> str:
    """A feed of (link, title, date as ISO 8601)."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:news</id>'
        + "".join(
            f'<entry><title>{title}</title><id>{link}</id><link href="{link}"/><published>{date}</published>'
            f"<updated>{date}</updated></entry>"
            for link, title, date in entries
        )
        + "</feed>"
    )


def sitemap(*entries: tuple[str, str]) -> str:
    """A site map of news: (link, date as ISO 8601)."""
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(
            f"<url><loc>{link}</loc><news:news><news:publication_date>{date}</news:publication_date>"
            f"<news:title>Title</news:title></news:news></url>"
            for link, date in entries
        )
        + "</urlset>"
    )


def opml(*feeds: str) -> str:
    return (
        '<?xml version="1.0"?><opml version="2.0"><body>'
        + "".join(f'<outline type="rss" xmlUrl="{feed}"/>' for feed in feeds)
        + "</body></opml>"
    )
