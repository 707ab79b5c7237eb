"""Fetching: from an http(s) URL to its bytes, within bounds of time and size and never from a private network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

import sayso
from sayso.errors import InputError
from sayso.ingest.network import PrivateAddressError, TooSlowError, guarded, within
from sayso.ingest.unpack import unpacked

LARGEST = 10_000_000
"""Bytes of a page, decompressed."""
LONGEST = 30.0
"""Seconds for the whole of it, redirects included."""
CONNECT = 10.0
"""Seconds to connect, and between two packets."""
REDIRECTS = 5
READABLE = frozenset({"", "text/html", "text/plain", "text/xml", "text/x-opml", "application/xml"})
"""Media types of stories, feeds, OPML and sitemaps, beside all of ``application/…+xml``."""
UNKNOWN = "application/octet-stream"
"""What a server calls a file whose ending it does not know, as many do not know that of OPML."""
PACKED = frozenset({"application/gzip", "application/x-gzip"})
"""Media types of a file that is itself gzip, as large sitemaps are (sitemaps.org), and not only sent so."""
ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml;q=0.9, application/atom+xml;q=0.9, application/xml;q=0.9, "
    "text/xml;q=0.9, text/plain;q=0.9, application/gzip;q=0.5"
)

_MARKED = re.compile(rb"(?:\xef\xbb\xbf)?(?<!\s)\s*+<[?!a-zA-Z]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What stood at a URL: ``url`` after redirects, the media ``type`` in lower case ("" if unknown), the ``charset`` if declared.

    ``etag`` and ``modified`` are the validators by which a later visit can ask whether anything changed (RFC 9110 §8.8), as sent;
    ``fresh`` is for how many seconds from now the server says that nothing will have changed (RFC 9111 §5.2.2.1).
    """

    url: str
    type: str
    charset: str | None
    data: bytes
    etag: str | None = None
    modified: str | None = None
    fresh: float | None = None


class GoneError(InputError):
    """Nothing stands at the URL (404) or it was taken away (410): to ask again is of no use."""


class LaterError(InputError):
    """The page cannot be had now but perhaps later; ``wait`` is in how many seconds, None if nobody said."""

    def __init__(self, name: str, problem: str, remedy: str = "Try again later.", *, wait: float | None = None) -> None:
        super().__init__(name, problem, remedy)
        self.wait = wait


def fetch(url: str, *, private: bool = False, longest: float = LONGEST, largest: int = LARGEST) -> FetchedPage:
    """Fetch one page, feed or sitemap at a person's request.

    ``private`` allows hosts of private networks; ``longest`` is in seconds, ``largest`` in bytes, decompressed. Raises
    :class:`InputError` where the page cannot be had: unreachable, private, too slow, too large, not found, or of a type that holds
    nothing to read.
    """
    agent = f"sayso/{sayso.__version__} (reads one page at a person's request)"
    with explained(url, longest), within(longest), client(guarded(private=private), agent, longest) as visitor:
        return followed(visitor.build_request("GET", url), lambda request: asked(visitor, request, lambda r: page(r, url, largest)))


def client(transport: httpx.BaseTransport, agent: str, longest: float) -> httpx.Client:
    """Return a visitor that goes by the name ``agent`` and takes no settings from its surroundings."""
    return httpx.Client(
        transport=transport,
        trust_env=False,
        timeout=httpx.Timeout(min(CONNECT, longest)),
        headers={"User-Agent": agent, "Accept": ACCEPT, "Accept-Encoding": "gzip"},
    )


def followed(request: httpx.Request, send: Callable[[httpx.Request], T | httpx.Request]) -> T:
    """Return what ``send`` makes of the request, or of the one to which that leads, after at most :data:`REDIRECTS`."""
    for _ in range(REDIRECTS + 1):
        answer = send(request)
        if not isinstance(answer, httpx.Request):
            return answer
        request = answer
    raise httpx.TooManyRedirects("too many redirects")


def asked(visitor: httpx.Client, request: httpx.Request, read: Callable[[httpx.Response], T]) -> T | httpx.Request:
    """Send a request; return what ``read`` makes of the answer, or the request to which it redirects.

    A redirect's own body nobody reads: it could be of any length.
    """
    response = visitor.send(request, stream=True)
    try:
        if response.next_request is None:
            return read(response)
        return _onward(request, response.next_request)
    finally:
        response.close()


def _onward(request: httpx.Request, following: httpx.Request) -> httpx.Request:
    """Return the request that follows a redirect: not out of TLS, and with no credentials that the redirect brings."""
    if request.url.scheme == "https" and following.url.scheme == "http":
        problem = f"redirects out of https to {following.url.copy_with(userinfo=b'')}, where anybody could change what is read"
        raise InputError(str(bare(request.url)), problem, "If that is meant, give that address.")
    following.url = bare(following.url)
    return following


def bare(url: httpx.URL) -> httpx.URL:
    """Return the URL without name and password."""
    return url.copy_with(userinfo=b"") if url.userinfo else url


def page(response: httpx.Response, name: str, largest: int) -> FetchedPage:
    """Read an answer as a page of at most ``largest`` bytes; what is no page is an :class:`InputError` that names ``name``."""
    there(response, name)
    kind = response.headers.get("content-type", "").split(";")[0].strip().casefold()
    # What it is, or lies in it, nobody declared, and whoever reads it finds out.
    undeclared = kind == UNKNOWN or kind in PACKED
    if not (undeclared or kind in READABLE or (kind.startswith("application/") and kind.endswith("+xml"))):
        raise _no_story(name, kind)
    data = body(response, name, largest + 1)
    if kind in PACKED and len(data) <= largest:
        # Some name so what they send unpacked.
        data = unpacked(data, name, largest)
    if len(data) > largest:
        raise InputError(name, f"is larger than {largest / 1e6:g} MB", "Save the story's page and give the file.")
    if kind == UNKNOWN and not _MARKED.match(data):
        raise _no_story(name, kind)
    return FetchedPage(
        str(bare(response.url)),
        "" if undeclared else kind,
        response.charset_encoding,
        data,
        etag=kept(response, "etag"),
        modified=kept(response, "last-modified"),
        fresh=fresh(response),
    )


def _no_story(name: str, kind: str) -> InputError:
    return InputError(
        name, f"is {kind}, which holds no story to read", "Give the address of an article's page, a feed or a sitemap."
    )


def there(response: httpx.Response, name: str) -> None:
    """Raise an :class:`InputError` that names ``name`` where the answer is anything but 200."""
    status = response.status_code
    problem = f"answered {status} {response.reason_phrase}".rstrip()
    if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise GoneError(name, problem, "Check the address: nothing stands there, or not any longer.")
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise LaterError(name, problem, wait=retry_after(response))
    if status != httpx.codes.OK:
        raise InputError(name, problem, "Open it in a browser, save it, and give the file.")


def body(response: httpx.Response, name: str, most: int) -> bytes:
    """Read the first ``most`` bytes of an answer, decompressed."""
    if response.headers.get("content-encoding", "").strip().casefold() not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise InputError(name, "is packed in a way that was not asked for", "Save the story's page and give the file.")
    data = bytearray()
    try:
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) >= most:
                break
    except httpx.TimeoutException:
        raise TooSlowError from None
    return bytes(data[:most])


def kept(response: httpx.Response, header: str) -> str | None:
    """Return a header that can be sent back as it is."""
    value: str | None = response.headers.get(header)
    return value if value and value.isascii() else None


def fresh(response: httpx.Response) -> float | None:
    """Return for how many seconds an answer stays fresh, by its Cache-Control and Age (RFC 9111 §4.2); None if it does not say."""
    control = response.headers.get("cache-control", "")
    found = re.search(r"(?<![\w-])max-age=\"?(\d{1,9})", control, re.IGNORECASE)
    if not found or re.search(r"(?<![\w-])no-(?:cache|store)", control, re.IGNORECASE):
        return None
    age = response.headers.get("age", "")
    return max(0.0, float(found[1]) - (float(age) if re.fullmatch(r"[0-9]{1,9}", age) else 0.0))


def retry_after(response: httpx.Response) -> float | None:
    """Return in how many seconds the server wants to be asked again: its Retry-After, seconds or a date (RFC 9110 §10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    then, now = _date(value), _date(response.headers.get("date", "")) or datetime.now(UTC)
    return None if then is None else max(0.0, (then - now).total_seconds())


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


@contextmanager
def explained(url: str, longest: float) -> Iterator[None]:
    """Say in an :class:`InputError` that names ``url`` what went wrong on the network inside."""
    try:
        yield
    except PrivateAddressError as error:
        problem = f"leads to {error}, an address of a private network"
        raise InputError(url, problem, "Whoever runs sayso can allow it: --allow-private.") from None
    except TooSlowError:
        remedy = "Try again later, or save the page and give the file."
        raise LaterError(url, f"was not there whole after {longest:g} seconds", remedy) from None
    except httpx.TimeoutException:
        raise LaterError(url, f"did not answer within {min(CONNECT, longest):g} seconds") from None
    except httpx.TooManyRedirects:
        raise InputError(url, f"redirects more than {REDIRECTS} times", "Give the address at which the story ends up.") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
        raise InputError(url, f"is no http(s) address ({error})", "Give an address such as https://example.org/story.") from None
    except (httpx.HTTPError, OSError) as error:
        raise LaterError(url, f"cannot be reached ({error})", "Check the address and the connection.") from None
