"""At the ends of the calendar, and beyond them, a date is known or it is not: none is an error."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso import iso
from sayso.archive import Archive
from sayso.ingest import from_text
from sayso.ingest.line import from_line
from sayso.ingest.published import day_of
from sayso.reading.dates.find import dates
from sayso.reading.setting.add_settings import settle
from sayso.story import Span, Statement, Story

ENDS = [
    "0001-01-01",
    "0001-01-07",
    "0001-02-28",
    "0004-02-29",
    "9999-12-31",
    "9999-12-25",
    "9999-12-01",
    "9998-12-31",
    "1582-10-15",
    "2024-02-29",
]
SAYINGS = [
    "today", "yesterday", "tomorrow", "tonight", "on Monday", "next Monday", "last Sunday", "this Friday",
    "Monday of next week", "this weekend", "next weekend", "last weekend", "last week", "next week", "the following week",
    "last month", "next month", "last year", "next year", "the next decade", "last century", "the past five years",
    "the next 999999999999 years", "999999999999999999999 days ago", "99999999999 weeks from now", "5000 months ago",
    "two decades later", "a day earlier", "a week later", "in December", "last January", "next December", "on January 1",
    "December 31", "31 December 9999", "January 1, 0001", "in 9999", "in 1", "the winter of 9999", "last winter",
    "next winter", "this spring", "the fourth quarter of 9999", "the first half of next year", "99th century",
    "the 100th century", "since 9999", "until December 9999", "9999-12-31", "12/31/9999", "early 9999", "late next year",
    "class of ’99", "the ’90s", "4000 BC", "from December 30 to January 2", "September 11", "between 9998 and 9999",
    "9999–10000",
]  # fmt: skip
LINES = [
    "PORT ELLERY, Dec 31 (NWA) —",
    "PORT ELLERY, January 1 (NWA) —",
    "PORT ELLERY, Friday, Dec 31, 2024 —",
    "PORT ELLERY, Feb 29 (NWA) —",
]


@pytest.mark.parametrize("day", ENDS)
def test_every_expression_has_a_value_or_none(day: str) -> None:
    text = ". ".join(f"She said {saying} that he will go; {saying}, he went" for saying in SAYINGS) + "."
    found = dates(text, 0, len(text), date.fromisoformat(day))
    assert len(found) > len(SAYINGS)
    for each in found:
        if each.value:
            assert iso.bounds(each.value) is None or iso.bounds(each.value) <= ("9999-12-31", "9999-12-31")  # type: ignore[operator]
    for saying in SAYINGS:
        one = f"He will go {saying}."
        dates(one, 0, len(one), date.fromisoformat(day))


@given(
    st.dates(),
    st.integers(-(10**20), 10**20),
    st.sampled_from(["day", "week", "weekend", *iso.SIZES]),
    st.sampled_from([None, *iso.PARTS]),
)
def test_what_is_counted_from_any_day_is_a_value_or_none(day: date, steps: int, unit: str, part: str | None) -> None:
    for found in (iso.shift(day, steps, unit, part), iso.shift(day, steps % 7 - 3, unit, part), iso.count(day, steps % 100, unit)):
        assert found is None or isinstance(found, str)
    for number in iso.SIZES.values():
        iso.season(day, steps % 3 - 1, 21 + number % 4)
    for month in range(1, 13):
        iso.nearest(day, month, 1 + abs(steps) % 28, abs(steps) % 7, coming=steps > 0)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("day", ENDS)
def test_a_dateline_at_an_end_of_the_calendar_is_read(day: str, line: str) -> None:
    text = f"Quay shut\n\n{line} The quay was shut on Monday, Ada Brill said yesterday. “It opens next week,” she said on Friday."
    story = from_text(text, "a", published=day)
    assert story.dateline is not None
    at = text.index("The quay")
    statement = Statement(
        (Span(text.index("Ada"), text.index(" said")),), (Span(text.index("said"), text.index("said") + 4),), (Span(at, at + 27),)
    )
    assert settle(story, [statement])
    again = from_line(json.dumps({"id": "a", "text": text, "published": f"{day}T23:59:59+14:00"}).encode(), "a")
    assert day_of(again.published) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999", "0001", "9999-12"]
)
def test_a_story_of_the_last_day_is_kept_found_and_counted(archive: Archive, tmp_path: Path, day: str) -> None:
    path = tmp_path / "a.jsonl"
    text = "PORT ELLERY, Dec 31 (NWA) — The quay was shut on Monday, Ada Brill said yesterday."
    path.write_text(json.dumps({"id": "a", "text": text, "published": day, "outlet": "The Tidings"}))
    assert archive.add(path)["outcome"].to_pylist() == ["new"]
    assert [each.published for each in archive.listed(since=day[:4], until=day[:4])] == [day]
    assert archive.search("quay").num_rows == 1
    assert isinstance(archive.story(1), Story)
    archive.audit()
