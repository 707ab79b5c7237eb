"""The clock: times as the archive writes them, ISO 8601 in UTC to the second."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the present moment."""
    return written(datetime.now(UTC))


def written(moment: datetime) -> str:
    """Return a time as it is written here."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(moment: str) -> datetime:
    """Return a time that is written here."""
    return datetime.fromisoformat(moment)


def in_utc(moment: str | None) -> str | None:
    """Return a time as it is written here, a day as its beginning; None for none."""
    try:
        found = datetime.fromisoformat(moment or "")
        return written(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
