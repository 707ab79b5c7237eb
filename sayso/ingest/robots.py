"""Robots: from the bytes of a robots.txt to the rules in it that are for sayso (RFC 9309), by protego."""

from __future__ import annotations

import re

from protego import Protego

NAME = "sayso"
"""What robots.txt calls us: the product token of RFC 9309 §2.2.1."""
LARGEST = 500 * 1024
"""Bytes of a robots.txt that are heeded (RFC 9309 §2.5)."""

_AGENT = re.compile(r"(?<!\s)\s*+user[-\s]*+agent(?![\w-])[\s:]*(?P<name>\*|[a-z_-]*)", re.IGNORECASE)


class Rules:
    """What a robots.txt says to sayso."""

    def __init__(self, data: bytes) -> None:
        text = data[:LARGEST].decode("utf-8-sig", "replace")
        self._file = Protego.parse("\n".join(_ours(line) for line in text.splitlines()))

    def allow(self, url: str) -> bool:
        """Say whether ``url`` may be asked for."""
        return self._file.can_fetch(url, NAME)

    @property
    def delay(self) -> float:
        """Seconds that it wants between two requests, 0 where it does not say."""
        return self._file.crawl_delay(NAME) or 0.0


def _ours(line: str) -> str:
    """Give all other visitors one name.

    protego writes every rule down for every name that it is for: thousands of rules for thousands of names would never be read
    to their end. It also takes a name for ours that ours only begins with.
    """
    agent = _AGENT.match(line)
    if not agent or not agent["name"]:
        return line
    name = agent["name"].casefold()
    return f"User-agent: {name if name in ('*', NAME) else 'another'}"
