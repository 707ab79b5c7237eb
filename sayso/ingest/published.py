"""Dates of publication: from how lines, feeds and pages write them to ISO 8601, as precise as they are. Nothing is made up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from sayso.language.en.datelines import MONTHS

_ISO_DAY = r"\d{4}-\d{2}-\d{2}|\d{8}|\d{4}-?W\d{2}-?\d|\d{4}-?\d{3}"
_ISO_TIME = r"(?P<time>\d{2}(?::?\d{2}){0,2}(?:[.,]\d{1,9})?)(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?"
_ISO = re.compile(rf"(?P<day>{_ISO_DAY})(?:[T ]{_ISO_TIME})?", re.IGNORECASE)
"""ISO 8601-1:2019, extended or basic: a day of the calendar (5.2.2), of a week (5.2.4) or of a year (5.2.3), and a time (5.4.2)."""
_ISO_SHORT = re.compile(r"(\d{4})(?:-(\d{2})|-?(W)(\d{2}))?", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})\d{2}[0-5]\d[0-5]\d")
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")
"""Seconds or milliseconds since 1970, from 1973 on."""
_LEAD_DAY = re.compile(r"(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/.-])")
_PARTS = re.compile(r"(?<![\d/.-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d/.-])")
_MONTHS = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:de )?({_MONTHS})\.?,? (?:de )?((?:1[5-9]|20)\d\d)\b", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b({_MONTHS})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? ((?:1[5-9]|20)\d\d)\b", re.IGNORECASE)
_MONTH_FIRST = frozenset({"US", "PH"})
"""Countries in which 03/04/2024 is the fourth of March (CLDR, short dates)."""
_EITHER = frozenset({"CA", "KE", "ZA"})
"""Countries in which it may be either (CLDR has day, month and year in more than one order for their languages)."""
_LONGEST = 100


def extended(value: str) -> str | None:
    """Return a date or time of ISO 8601 in the extended form (``2016-06-29T15:07:41Z``); None for what is none.

    What is in that form already is returned to the letter, a month (``2016-06``) and a year too. A week without a day becomes the
    month or the year in which it lies: nobody said on which of its days.
    """
    value = value.strip()
    if match := _ISO.fullmatch(value):
        day = _day_of(match["day"])
        if day is None or not match["time"]:
            return day.isoformat() if day else None
        if match["day"] == day.isoformat() and (":" in match["time"] or len(match["time"]) == 2):
            return value if _time(value) else None
        clock = match["time"].replace(":", "").replace(",", ".")
        whole, _, part = clock.partition(".")
        text = ":".join(whole[at : at + 2] for at in range(0, len(whole), 2)) + (f".{part}" if part else "")
        zone = (match["zone"] or "").upper()
        zone = zone if len(zone) != 5 else f"{zone[:3]}:{zone[3:]}"
        found = f"{day.isoformat()}T{text}{zone}"
        return found if _time(found) else None
    match = _ISO_SHORT.fullmatch(value)
    if match is None or match[1] == "0000":
        return None
    if match[3]:
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[4]), 1)
            sunday = monday + timedelta(days=6)
        except (ValueError, OverflowError):
            return None
        return f"{monday:%Y-%m}" if monday.month == sunday.month else match[1] if monday.year == sunday.year else None
    return value if match[2] is None or 1 <= int(match[2]) <= 12 else None


def day_of(published: str | None) -> date | None:
    """Return the day of a date or time of ISO 8601; None where it names a month or a year, and where it is no date."""
    try:
        return date.fromisoformat((extended(published or "") or "")[:10])
    except ValueError:
        return None


def told(value: str, country: str | None = None) -> str | None:
    """Return the day, month or year that a page names, as ISO 8601 (``2016-06-29``, ``2016-06``, ``2016``); None for none.

    The day is that of the place in which it was written. ``country`` (two letters) tells whether 03/04/2024 is of March or April;
    without one it is neither. Days that the calendar does not have, and those to come, are none.
    """
    value = " ".join(value[: 2 * _LONGEST].split())[:_LONGEST]
    found = _told(value, country)
    return found if found and found[:10] <= f"{date.today() + timedelta(days=1)}" else None


def _told(value: str, country: str | None) -> str | None:
    if found := extended(value):
        return found[:10]
    if _SECONDS.fullmatch(value):
        seconds = float(value)
        try:
            return f"{datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC):%Y-%m-%d}"
        except (ValueError, OverflowError, OSError):
            return None
    if match := _STAMP.fullmatch(value):
        return _written(match[1], match[2], match[3])
    if match := _LEAD_DAY.search(value):
        return _written(match[1], match[3], match[4])
    if match := _PARTS.search(value):
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12 or first == second:
            return _written(match[4], second, first)
        if second > 12 or country in _MONTH_FIRST:
            return _written(match[4], first, second)
        return _written(match[4], second, first) if country and country not in _EITHER else None
    return named_day(value)


def named_day(line: str) -> str | None:
    """Return the day that a line such as ``Published 5 December 2023 14:02 GMT`` names, as ISO 8601; None where it names none."""
    if match := _LEAD_DAY.search(line):
        return _written(match[1], match[3], match[4])
    day, month, year = match.groups() if (match := _DAY_MONTH.search(line)) else (None, None, None)
    if not match and (match := _MONTH_DAY.search(line)):
        month, day, year = match.groups()
    return _written(year, MONTHS[month.casefold()], day) if year and month and day else None


def _written(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _day_of(value: str) -> date | None:
    try:
        digits = value.replace("-", "")
        if digits.isdecimal() and len(digits) == 7:
            first = date(int(digits[:4]), 1, 1)
            day = first + timedelta(days=int(digits[4:]) - 1)
            return day if day.year == first.year and digits[4:] != "000" else None
        return date.fromisoformat(value.upper())
    except (ValueError, OverflowError):
        return None


def _time(value: str) -> bool:
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:
        return False
