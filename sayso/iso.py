"""ISO 8601: from years, months, days and what is counted from now to values of dates. It knows the calendar, and no language.

A value is ISO 8601-1:2019 in its own precision, a year ``2008`` (0000 is 1 BC), a month ``2022-09``, a day ``2023-11-28``, a week
``2023-W48`` or an interval ``2001/2005``; or ISO 8601-2:2019, an open interval ``2008/..`` or a season ``2010-22``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

PARTS = {"early": (0, 2), "mid": (1, 3), "late": (2, 4)}
"""Part of a century, decade, year or month → from which to which quarter: the first half, the middle half, the second half."""

AHEAD = 92
"""Days from now up to which a day or month of the same year is one to come and not last year's: news names the year of what lies in
another one (AP Stylebook, *months*). On GUM's dates 0 costs one value of 656; 31 and 183 give the same as 92."""

RECENT = 7
"""Days around now, across the turn of a year too, in which a day without a year is of now."""

SIZES = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
"""Unit → months."""

FINER = {"week": (7, "day"), "month": (30, "day"), "year": (12, "month"), "decade": (10, "year"), "century": (100, "year")}
"""Unit → how many of which finer one."""

_POINT = re.compile(r"(-?[0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")


def written(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Return the value of a year, a month or a day; None where there is no such one, or not in four digits."""
    if not -9999 <= year <= 9999 or not (month is None or 1 <= month <= 12):
        return None
    value = f"{year:04}" if year >= 0 else f"-{-year:04}"
    if month is None:
        return value
    if day is None:
        return f"{value}-{month:02}"
    return f"{value}-{month:02}-{day:02}" if 1 <= day <= days(year, month) else None


def days(year: int, month: int) -> int:
    """Return how many days a month has, in any year: the Gregorian calendar repeats itself after 400."""
    return monthrange(year % 400 + 400, month)[1]


def between(first: str | None, last: str | None) -> str | None:
    """Return the interval from the beginning of one value to the end of another; None where one is not known."""
    return f"{first.split('/')[0]}/{last.split('/')[-1]}" if first and last else None


def stretch(year: int, month: int | None = None, *, years: int = 1, part: str | None = None) -> str | None:
    """Return the value of a month, or of so many ``years`` from ``year`` on, or of their early, mid or late ``part``."""
    if part is None:
        return written(year, month) if years == 1 else between(written(year), written(year + years - 1))
    units = 30 if month else 12 if years == 1 else years
    first, last = (units * quarter // 4 for quarter in PARTS[part])
    if month:
        return between(written(year, month, first + 1), written(year, month, last if last < units else days(year, month)))
    if years == 1:
        return between(written(year, first + 1), written(year, last))
    return between(written(year + first), written(year + last - 1))


def shift(day: date | None, steps: int, unit: str, part: str | None = None) -> str | None:
    """Return the day, week, weekend, month … century that lies ``steps`` units after that of ``day``; None for no day.

    ``part`` is that of a month or a longer unit.
    """
    if day is None:
        return None
    if unit in SIZES:
        months = SIZES[unit]
        first = ((day.year * 12 + day.month - 1) // months + steps) * months
        if months == 3:
            return between(*(written(month // 12, month % 12 + 1) for month in (first, first + 2)))
        return stretch(first // 12, first % 12 + 1 if months == 1 else None, years=max(1, months // 12), part=part)
    try:
        if unit == "day":
            return (day + timedelta(days=steps)).isoformat()
        if unit == "week":
            year, week, _ = (day + timedelta(weeks=steps)).isocalendar()
            return f"{year:04}-W{week:02}"
        saturday = day + timedelta(days=5 - day.weekday(), weeks=steps)
        return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"
    except (OverflowError, ValueError):  # Before year 1, after 9999.
        return None


def count(now: date | None, steps: int, unit: str) -> str | None:
    """Return the time of so many units up to now, or with positive ``steps`` from now: one year is twelve months."""
    if abs(steps) == 1 or unit in ("week", "decade", "century"):
        size, unit = FINER.get(unit, (1, unit))
        steps *= size
    return between(*(shift(now, step, unit) for step in sorted((0, steps))))


def season(now: date | None, step: int, number: int) -> str | None:
    """Return the last (-1), this (0) or the next (1) season of a number (21–24), by the months that it has in the north."""
    if now is None:
        return None
    wanted, current = number - 21, (12 * now.year + now.month - 3) // 3  # Seasons since the spring of year 0.
    if step == 0:
        current = 4 * (now.year - (number == 24 and now.month < 3)) + wanted
    else:
        current += step * ((step * (wanted - current)) % 4 or 4)
    year = written(current // 4)
    return f"{year}-{number}" if year else None


def nearest(now: date, month: int, day: int | None, weekday: int | None = None, *, coming: bool = False) -> int | None:
    """Return the year of a month, or of a day of it, that stands without one: the year of now, or one nearby.

    It is the nearest in which the day is of ``weekday`` (0 is Monday), if there is one; the next, if the day is told as ``coming``;
    else the last, or one soon to come (``AHEAD``, ``RECENT``).
    """
    years = range(now.year + 8, now.year - 9, -1)
    ahead = {year: date(year, month, day or 1) - now for year in years if 1 <= year <= 9999 and written(year, month, day)}
    fitting = [year for year in ahead if abs(year - now.year) < 2 and date(year, month, day or 1).weekday() == weekday]
    if fitting:
        return min(fitting, key=lambda year: abs(ahead[year]))
    if coming:
        fitting = [year for year in ahead if ahead[year].days >= (0 if day else 1 - now.day)][-1:]
    else:
        limits = {now.year: AHEAD, now.year + 1: RECENT if day else -1}
        fitting = [year for year in ahead if ahead[year].days <= limits.get(year, 0)]
    return fitting[0] if fitting else None


def point(value: str | None) -> tuple[int, ...]:
    """Return year, month and day, as far as they are given, with which a value begins; empty for none."""
    found = _POINT.match(value or "")
    return tuple(int(number) for number in found.groups() if number) if found else ()


def bounds(value: str | None) -> tuple[str, str] | None:
    """Return the first and the last day of a value; an open interval ends with 9999. None for no value, and before year 0."""
    if not value or value.startswith("-"):
        return None
    first, _, last = value.partition("/")
    begins, ends = _days_of(first), _days_of(last or first)
    if begins is None or (ends is None and last != ".."):
        return None
    return begins[0].isoformat(), ends[1].isoformat() if ends else "9999-12-31"


def _days_of(value: str) -> tuple[date, date] | None:
    try:
        if "W" in value:
            monday = date.fromisoformat(f"{value}-1")
            return monday, monday + timedelta(days=6)
        year, *rest = (int(number) for number in value.split("-"))
        if not rest:
            return date(year, 1, 1), date(year, 12, 31)
        month = rest[0]
        if month > 20:
            # Seasons begin with March, June, September and December; the winter ends in the next year.
            first, next_year = 3 * (month - 20), month == 24
            return date(year, first, 1), date(year + next_year, (first + 1) % 12 + 1, days(year + next_year, (first + 1) % 12 + 1))
        return date(year, month, rest[1] if rest[1:] else 1), date(year, month, rest[1] if rest[1:] else days(year, month))
    except (ValueError, OverflowError):
        # Such as the last week of the year 9999, which ends behind all dates.
        return None
