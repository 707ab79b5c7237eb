"""Fetching: from an http(s) URL to its bytes, within bounds of time and size and never from a private network."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

import sayso
from sayso.errors import InputError

LARGEST = 10_000_000
"""Bytes of a page, decompressed."""
LONGEST = 30.0
"""Seconds for the whole of it, redirects included."""
CONNECT = 10.0
"""Seconds to connect, and between two packets."""
REDIRECTS = 5
READABLE = ("text/html", "application/xhtml+xml", "text/plain", "")


@dataclass(frozen=True, slots=True)
class Page:
    """What stood at a URL: ``url`` after redirects, the media ``type`` in lower case, the ``charset`` if declared."""

    url: str
    type: str
    charset: str | None
    data: bytes


class _Stream(httpcore.NetworkStream):
    """A connection that ends at a time: a server that sends a byte now and then does not hold the reader for ever."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def _left(self, timeout: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise _TooSlowError
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, at most until the end of the time."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, at most until the end of the time."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS, under the name that the user gave, until the same time."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Opens connections to the very address that was checked (a second look-up could differ), until a time of the clock."""

    def __init__(self, until: float, *, private: bool) -> None:
        self._until, self._private = until, private

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # type: ignore[no-untyped-def]
        """Look ``host`` up, refuse it if any of its addresses is private, and connect to the first that answers."""
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not self._private and (private := [address for address in found if not _is_public(address)]):
            raise _PrivateAddressError(private[0])
        failure: Exception | None = None
        for address in dict.fromkeys(found):
            left = self._until - time.monotonic()
            if left <= 0:
                raise _TooSlowError
            try:
                stream = super().connect_tcp(
                    address, port, left if timeout is None else min(left, timeout), local_address, socket_options
                )
                return _Stream(stream, self._until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


class _TooSlowError(Exception):
    """The time is over."""


class _PrivateAddressError(Exception):
    """A host of a private network."""


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses in the dress of IPv6 (RFC 6052)."""


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if ip in _NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return all(part.is_global and not part.is_multicast for part in (ip, inner)) and not (
        inner.is_reserved or getattr(ip, "is_site_local", False)
    )


def fetch(url: str, *, private: bool = False, longest: float = LONGEST, largest: int = LARGEST) -> Page:
    """Fetch a page. ``private`` allows hosts of private networks; ``longest`` is in seconds, ``largest`` in bytes.

    Raises :class:`InputError` where the page cannot be had: unreachable, private, too slow, too large, not found, or of a type
    that holds no story.
    """
    transport = httpx.HTTPTransport(trust_env=False)
    until = time.monotonic() + longest
    # httpx lets no one choose the network, httpcore does. Where httpx keeps its pool elsewhere one day, nothing is fetched.
    if not isinstance(getattr(transport, "_pool", None), httpcore.ConnectionPool):
        raise RuntimeError("this version of httpx keeps its connections elsewhere: addresses could not be checked")
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=_Backend(until, private=private)
    )
    headers = {
        "User-Agent": f"sayso/{sayso.__version__} (reads one page at a person's request)",
        "Accept": "text/html, text/plain;q=0.9",
        "Accept-Encoding": "gzip",
    }
    with (
        _explained(url, longest),
        httpx.Client(
            transport=transport,
            trust_env=False,
            timeout=httpx.Timeout(min(CONNECT, longest)),
            headers=headers,
        ) as client,
        _followed(client, url) as response,
    ):
        if response.status_code != httpx.codes.OK:
            raise InputError(
                url,
                f"answered {response.status_code} {response.reason_phrase}",
                "Open it in a browser, save it, and give the file.",
            )
        kind = response.headers.get("content-type", "").split(";")[0].strip().casefold()
        if kind not in READABLE:
            raise InputError(url, f"is {kind}, which holds no story to read", "Give the address of an article's page.")
        if response.headers.get("content-encoding", "").strip().casefold() not in ("", "identity", "gzip", "deflate"):
            raise InputError(url, "is packed in a way that was not asked for", "Save the story's page and give the file.")
        data = bytearray()
        try:
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > largest:
                    raise InputError(url, f"is larger than {largest / 1e6:g} MB", "Save the story's page and give the file.")
        except httpx.TimeoutException:
            raise _TooSlowError from None
        return Page(str(response.url), kind, response.charset_encoding, bytes(data))


@contextmanager
def _followed(client: httpx.Client, url: str) -> Iterator[httpx.Response]:
    """Yield the answer at the end of the redirects, whose own bodies nobody reads: they could be of any length."""
    request = client.build_request("GET", url)
    for _ in range(REDIRECTS + 1):
        response = client.send(request, stream=True)
        try:
            if response.next_request is None:
                yield response
                return
            request = response.next_request
        finally:
            response.close()
    raise httpx.TooManyRedirects("too many redirects")


@contextmanager
def _explained(url: str, longest: float) -> Iterator[None]:
    try:
        yield
    except _PrivateAddressError as error:
        problem = f"leads to {error}, an address of a private network"
        raise InputError(url, problem, "If that is meant, allow it: --allow-private.") from None
    except _TooSlowError:
        remedy = "Try again later, or save the page and give the file."
        raise InputError(url, f"was not there whole after {longest:g} seconds", remedy) from None
    except httpx.TimeoutException:
        raise InputError(url, f"did not answer within {min(CONNECT, longest):g} seconds", "Try again later.") from None
    except httpx.TooManyRedirects:
        raise InputError(url, f"redirects more than {REDIRECTS} times", "Give the address at which the story ends up.") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
        raise InputError(url, f"is no http(s) address ({error})", "Give an address such as https://example.org/story.") from None
    except (httpx.HTTPError, OSError) as error:
        raise InputError(url, f"cannot be reached ({error})", "Check the address and the connection.") from None
