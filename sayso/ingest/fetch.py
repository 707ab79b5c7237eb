"""Fetching: from an http(s) URL to its bytes, within bounds of time and size and never from a private network."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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


class _PublicBackend(httpcore.SyncBackend):
    """Opens connections to public addresses only, to the very address that was checked: a second look-up could differ."""

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # type: ignore[no-untyped-def]
        """Look ``host`` up, refuse it if any of its addresses is private, and connect to the first that answers."""
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if private := [address for address in found if not _is_public(address)]:
            raise _PrivateAddressError(private[0])
        failure: Exception | None = None
        for address in dict.fromkeys(found):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


class _PrivateAddressError(Exception):
    """A host of a private network."""


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses in the dress of IPv6 (RFC 6052)."""


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if ip in _NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return bool(inner.is_global and not inner.is_multicast and ip.is_global)


def fetch(url: str, *, private: bool = False, longest: float = LONGEST, largest: int = LARGEST) -> Page:
    """Fetch a page. ``private`` allows hosts of private networks; ``longest`` is in seconds, ``largest`` in bytes.

    Raises :class:`InputError` where the page cannot be had: unreachable, private, too slow, too large, not found, or of a type
    that holds no story.
    """
    transport = httpx.HTTPTransport(trust_env=False)
    if not private:
        transport._pool._network_backend = _PublicBackend()
    headers = {
        "User-Agent": f"sayso/{sayso.__version__} (reads one page at a person's request)",
        "Accept": "text/html, text/plain;q=0.9",
    }
    until = time.monotonic() + longest
    with (
        _explained(url, longest),
        httpx.Client(
            transport=transport,
            trust_env=False,
            follow_redirects=True,
            max_redirects=REDIRECTS,
            timeout=httpx.Timeout(min(CONNECT, longest)),
            headers=headers,
        ) as client,
        client.stream("GET", url) as response,
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
        data = bytearray()
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > largest:
                raise InputError(url, f"is larger than {largest / 1e6:g} MB", "Save the story's page and give the file.")
            if time.monotonic() > until:
                raise InputError(
                    url, f"was not there whole after {longest:g} seconds", "Try again later, or save the page and give the file."
                )
        return Page(str(response.url), kind, response.charset_encoding, bytes(data))


@contextmanager
def _explained(url: str, longest: float) -> Iterator[None]:
    try:
        yield
    except _PrivateAddressError as error:
        problem = f"leads to {error}, an address of a private network"
        raise InputError(url, problem, "If that is meant, allow it: --allow-private.") from None
    except httpx.TimeoutException:
        raise InputError(url, f"did not answer within {min(CONNECT, longest):g} seconds", "Try again later.") from None
    except httpx.TooManyRedirects:
        raise InputError(url, f"redirects more than {REDIRECTS} times", "Give the address at which the story ends up.") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
        raise InputError(url, f"is no http(s) address ({error})", "Give an address such as https://example.org/story.") from None
    except (httpx.HTTPError, OSError) as error:
        raise InputError(url, f"cannot be reached ({error})", "Check the address and the connection.") from None
