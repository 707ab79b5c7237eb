"""The token, and access: what whoever changes the archive has to know, and the names by which visitors may reach it."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from sayso.errors import InputError

VARIABLE = "SAYSO_TOKEN"
"""The environment variable that holds the token, for those who want the same one each time."""
SHORTEST = 20
"""Characters of a token of one's own. A made one has 43, which are 256 bits."""
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""What this machine calls itself."""

_FORM = re.compile(r"[A-Za-z0-9._~-]+")
"""What stands in an address, a header and a shell as it is (the unreserved of RFC 3986 §2.3)."""
_NAME = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def token() -> str:
    """Return the token of the environment, or a new one. Raises :class:`InputError` where that is too short or cannot be sent."""
    given = os.environ.get(VARIABLE)
    if not given:
        return secrets.token_urlsafe(32)
    if len(given) < SHORTEST:
        raise InputError(
            VARIABLE, f"has {len(given)} characters, and could be guessed", f"Give it {SHORTEST} or more, or unset it."
        )
    if not _FORM.fullmatch(given):
        raise InputError(VARIABLE, "cannot stand in an address as it is", "Use letters A to Z, digits and . _ ~ - only.")
    return given


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in: the ``token``, whether only this machine is served (``loopback``), and by which names (``hosts``).

    The names are in lower case, IPv6 addresses among them in brackets.
    """

    token: str = field(repr=False)
    loopback: bool
    hosts: frozenset[str]

    @classmethod
    def at(cls, token: str, host: str, names: Iterable[str] = (), *, behind_proxy: bool = False) -> Access:
        """Return the access to what listens at ``host``, and is reached by ``names`` too. Raises :class:`InputError` for no names.

        With names, or ``behind_proxy``, it is taken to be reached from elsewhere, wherever it listens.
        """
        named = frozenset(_bracketed(name.lower()) for name in names)
        for name in named:
            if not _NAME.fullmatch(name):
                raise InputError(name, "is no name of a host", "Give the name alone: news.example.")
        here = _bracketed(host.lower())
        address = _address(here)
        loopback = address.is_loopback if address else here == "localhost"
        return cls(token, loopback and not named and not behind_proxy, LOCAL | named | {here})

    def admits(self, name: str) -> bool:
        """Say whether a name of a host, in lower case, is one of ours.

        The owner of any other can say that ours is its address, and then his pages could read ours (DNS rebinding). An address is
        what it is. The port is not asked: no page can choose another, and a tunnel does.
        """
        return name in self.hosts or (not self.loopback and _address(name) is not None)

    def knows(self, given: str) -> bool:
        """Say whether this is the token, in a time that does not tell how much of it is right."""
        return _same(given, self.token)

    def cookie(self, port: str) -> tuple[str, str]:
        """Return name and value of the cookie of who has given the token: not the token, and of use at this port alone."""
        name = f"sayso-{port}" if port else "sayso"
        return name, hmac.new(self.token.encode(), name.encode(), hashlib.sha256).hexdigest()

    def remembers(self, cookies: Iterable[str], port: str) -> bool:
        """Say whether the cookie is among these headers, and be it beside one of its name that another server of ours has set."""
        name, value = self.cookie(port)
        each = (part.strip().partition("=") for cookie in cookies for part in cookie.split(";"))
        return any(key == name and _same(given, value) for key, _, given in each)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and _address(host) else host


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host[1:-1] if host.startswith("[") else host)
    except ValueError:
        return None


def networks(proxies: Iterable[str]) -> tuple[str, ...]:
    """Return the networks of proxies, of one address or of more, as they are written. Raises :class:`InputError` for others."""
    found = []
    for proxy in proxies:
        try:
            found.append(str(ip_network(proxy)))
        except ValueError:
            raise InputError(proxy, "is no address of a proxy", "Give its IP address, or its network: 10.0.0.0/8.") from None
    return tuple(found)
