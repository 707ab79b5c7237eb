"""Network: from requests to answers, never from a private network and never past a deadline."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

IDLE = 30.0
"""Seconds that an idle connection is kept for the next request to its host."""
CONNECTIONS = 50
"""Idle connections kept at once, the oldest let go first."""

_UNTIL: ContextVar[float] = ContextVar("until")
"""When what the present thread waits for is over, by the monotonic clock: a connection outlives the request that opened it."""


class TooSlowError(Exception):
    """The time is over."""


class PrivateAddressError(Exception):
    """A host of a private network."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what goes over the network inside last so long in all; then it raises :class:`TooSlowError`."""
    token = _UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def _left(timeout: float | None) -> float:
    left = _UNTIL.get() - time.monotonic()
    if left <= 0:
        raise TooSlowError
    return left if timeout is None else min(left, timeout)


def guarded(*, private: bool) -> httpx.HTTPTransport:
    """Return connections for httpx that keep deadlines (:func:`within`) and, unless ``private``, off private networks."""
    transport = httpx.HTTPTransport(trust_env=False)
    # httpx lets no one choose the network, httpcore does. Where httpx keeps its pool elsewhere one day, nothing is fetched.
    if not isinstance(getattr(transport, "_pool", None), httpcore.ConnectionPool):
        raise RuntimeError("this version of httpx keeps its connections elsewhere: addresses could not be checked")
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=None,
        max_keepalive_connections=CONNECTIONS,
        keepalive_expiry=IDLE,
        network_backend=_Backend(private=private),
    )
    return transport


class _Stream(httpcore.NetworkStream):
    """A connection that ends at a time: a server that sends a byte now and then does not hold the reader for ever."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, at most until the end of the time."""
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, at most until the end of the time."""
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS, under the name that the user gave, until the same time."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Opens connections to the very address that was checked: a second look-up could differ."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # type: ignore[no-untyped-def]
        """Look ``host`` up, refuse it if any of its addresses is private, and connect to the first that answers."""
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not self._private and (private := [address for address in found if not _is_public(address)]):
            raise PrivateAddressError(private[0])
        failure: Exception | None = None
        for address in dict.fromkeys(found):
            try:
                return _Stream(super().connect_tcp(address, port, _left(timeout), local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


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
