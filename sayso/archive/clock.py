"""The clock: times as the archive writes them, ISO 8601 in UTC to the second, and the months of days."""

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


def months(first: str, last: str) -> list[str]:
    """Return the months (``2024-05``) from that of one day or month to that of another, both included."""
    numbers = range(int(first[:4]) * 12 + int(first[5:7]) - 1, int(last[:4]) * 12 + int(last[5:7]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
