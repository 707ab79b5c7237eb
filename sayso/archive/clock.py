"""The clock: when something was added or found, as it is written."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the present moment, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
