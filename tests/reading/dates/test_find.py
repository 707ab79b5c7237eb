import json
import re
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.reading.dates.find import Dated, dates
from tests.seconds import seconds

TUESDAY = date(2023, 11, 28)
GUM = Path(__file__).parents[3] / "shared" / "data" / "gum" / "dates-dev.jsonl"


def read(text: str, anchor: date | None = TUESDAY) -> list[tuple[str, str | None]]:
    """Return the words and the value of every date in a text."""
    return [(text[slice(*dated.span)], dated.value) for dated in dates(text, 0, len(text), anchor)]


def one(text: str, anchor: date | None = TUESDAY) -> Dated:
    (dated,) = dates(text, 0, len(text), anchor)
    return dated


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28 November 2023", "2023-11-28"), ("Nov. 28, 2023", "2023-11-28"), ("the 5th of May, 2020", "2020-05-05"),
        ("Tuesday, November 28, 2023", "2023-11-28"), ("2023-11-28T10:00", "2023-11-28"), ("28.11.2023", "2023-11-28"),
        ("11/28/2023", "2023-11-28"), ("SEPT. 11, 2001", "2001-09-11"), ("9-May-2006", "2006-05-09"), ("15 March 44 BC",
        "-0043-03-15"),
        ("October, 1805", "1805-10"), ("May of 2020", "2020-05"), ("2022-09", "2022-09"), ("December of 384, when", "0384-12"),
        ("in 2008", "2008"), ("44 BC", "-0043"), ("AD 842", "0842"), ("c. 347", "0347"), ("the year 71", "0071"),
        ("the summer of 2010", "2010-22"), ("fall 2004", "2004-23"), ("the winter of 1776-77", "1776-24"),
    ],
)  # fmt: skip
def test_a_date_that_is_written_out_needs_no_day_of_publication(text: str, value: str) -> None:
    assert one(text, None).value == value
    assert one(text, None).rule == "as written"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in the 1990s", "1990/1999"), ("the early 1980s", "1980/1984"), ("the late 19th century", "1850/1899"),
        ("the 17th century", "1600/1699"), ("the twentieth century", "1900/1999"), ("the 7th century BC", "-0699/-0600"),
        ("the 1800s", "1800/1899"), ("the 2000s", "2000/2009"), ("1914–18", "1914/1918"), ("1914-1918", "1914/1918"),
        ("the 2008-09 season", "2008/2009"), ("1999–00", "1999/2000"), ("mid-2008", "2008-04/2008-09"),
        ("late February 2024", "2024-02-16/2024-02-29"), ("the third quarter of 2023", "2023-07/2023-09"), ("Q1 2020",
        "2020-01/2020-03"),
        ("the first half of 2020", "2020-01/2020-06"), ("from May to June 2020", "2020-05/2020-06"),
        ("between 2001 and 2005", "2001/2005"), ("May 3-5, 2020", "2020-05-03/2020-05-05"), ("25 and 26 March 1961",
        "1961-03-25/1961-03-26"),
        ("May 30 to June 2, 2021", "2021-05-30/2021-06-02"), ("8 February 1700 – 17 March 1782", "1700-02-08/1782-03-17"),
        ("since 2008", "2008/.."), ("by 2030", "../2030"), ("until May 2020", "../2020-05"), ("from 2008 onwards", "2008/.."),
        ("2013 – present", "2013/.."), ("by the end of 2024", "../2024"),
    ],
)  # fmt: skip
def test_what_is_longer_than_a_unit_of_the_calendar_is_an_interval(text: str, value: str) -> None:
    assert one(text, None).value == value


def test_not_until_a_year_is_that_year() -> None:
    assert one("It was not until 1896 that they met.").value == "1896"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today", "2023-11-28"), ("yesterday morning", "2023-11-27"), ("tomorrow", "2023-11-29"), ("last night", "2023-11-27"),
        ("on Tuesday", "2023-11-28"), ("on Wednesday", "2023-11-22"), ("Monday evening", "2023-11-27"), ("last Tuesday",
        "2023-11-21"),
        ("next Tuesday", "2023-12-05"), ("on Thurs.", "2023-11-23"), ("over the weekend", "2023-11-25/2023-11-26"),
        ("this Thursday", "2023-11-30"), ("Monday of last week",
        "2023-11-20"),
        ("last week", "2023-W47"), ("last month", "2023-10"), ("this year", "2023"), ("earlier this month", "2023-11"),
        ("late last year", "2022-07/2022-12"), ("last quarter", "2023-07/2023-09"), ("this decade", "2020/2029"),
        ("two days ago", "2023-11-26"), ("two weeks ago", "2023-W46"), ("a year ago", "2022"), ("twenty-two years ago", "2001"),
        ("six months from now", "2024-05"), ("the past five years", "2018/2023"), ("the past year", "2022-11/2023-11"),
        ("the last 14 days", "2023-11-14/2023-11-28"), ("over the next decade", "2023/2033"), ("last weekend",
        "2023-11-25/2023-11-26"),
        ("last summer", "2023-22"), ("this winter", "2023-24"), ("next spring", "2024-21"), ("last June", "2023-06"),
        ("next June", "2024-06"), ("in March of last year", "2022-03"), ("the first quarter of next year", "2024-01/2024-03"),
        ("the ’90s", "1990/1999"), ("class of ’71", "1971"), ("since Monday", "2023-11-27/.."),
    ],
)  # fmt: skip
def test_a_date_told_from_now_is_counted_from_publication(text: str, value: str) -> None:
    assert one(text).value == value
    assert one(text, None).value is None


@pytest.mark.parametrize("text", ["a few days ago", "in the coming weeks", "several years ago", "the last couple of months"])
def test_what_is_not_counted_has_no_value(text: str) -> None:
    assert one(text).value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The mayor will speak on Friday.", "2023-12-01"), ("The trial begins Monday.", "2023-12-04"),
        ("Friday’s vote on the pier will be close.", "2023-12-01"), ("They will meet Sen. Marsh on Friday.", "2023-12-01"),
        ("The pier will close, the mayor said Friday.", "2023-11-24"), ("The pier will close. It was built on Friday.",
        "2023-11-24"),
        ("The pier will close, according to a note dated November 14.", "2023-11-14"),
        ("The pier will open in January.", "2024-01"), ("The pier opened in January.", "2023-01"),
        ("The pier will close on Nov. 1.", "2024-11-01"), ("The pier will close on Feb. 29.", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_day_is_the_last_one_unless_it_is_told_as_to_come(text: str, value: str) -> None:
    assert one(text).value == value


@pytest.mark.parametrize(
    ("text", "anchor", "value"),
    [
        ("on May 5", TUESDAY, "2023-05-05"), ("on Dec. 15", TUESDAY, "2023-12-15"), ("on Dec. 28", date(2024, 1, 5), "2023-12-28"),
        ("on Jan. 2", date(2023, 12, 30), "2024-01-02"), ("on Feb. 29", TUESDAY, "2020-02-29"),
        ("on Monday, Dec. 19", TUESDAY, "2022-12-19"), ("in October", date(2024, 2, 10), "2023-10"),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_of_the_year_of_publication_or_of_the_one_that_brings_it_near(
    text: str, anchor: date, value: str
) -> None:
    assert one(text, anchor).value == value


def test_a_biography_tells_from_the_year_it_named_and_says_so() -> None:
    text = "He was jailed in January 1831. He was tried on 14 July and freed in October."
    year = (text.index("1831"), text.index("1831") + 4)
    found = dates(text, 0, len(text), TUESDAY)
    assert [dated.value for dated in found] == ["1831-01", "1831-07-14", "1831-10"]
    assert [dated.evidence for dated in found] == [(), (year,), (year,)]
    assert found[1].rule == "the year named before"


def test_news_tells_from_its_day_whatever_year_it_names() -> None:
    assert read("The pier was built in 1994. On Monday, it closed. It will be sold on May 5.")[-1][1] == "2024-05-05"
    assert read("SKERRIN, November 28. /NWA/. The pier, built in 1994, closed on November 2.")[-1][1] == "2023-11-02"


def test_without_a_day_of_publication_and_a_year_before_there_is_no_year() -> None:
    assert one("The pier closed on May 5.", None).value is None
    assert read("The pier closed in 1994. It opened again on May 5.", None)[-1] == ("May 5", "1994-05-05")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She came in 1920 and left two years later.", "1922"), ("She won in 2008. Three years earlier she had lost.", "2005"),
        ("She came on 3 May 1999 and left the next day.", "1999-05-04"),
        ("She came on 3 May 1999. The following month she left.", "1999-06"),
        ("She came in 1920; that year she wed.", "1920"), ("She came in 1920 and left in March the same year.", "1920-03"),
        ("She came on May 3 and left a week later.", "2023-W19"),
    ],
)  # fmt: skip
def test_later_and_earlier_are_counted_from_the_date_named_before(text: str, value: str) -> None:
    assert dates(text, 0, len(text), TUESDAY)[-1].value == value
    assert dates(text, 0, len(text), TUESDAY)[-1].evidence


@pytest.mark.parametrize("text", ["She left a week later.", "She came in 1920 and left a week later.", "That year she wed."])
def test_what_is_counted_from_a_date_not_known_so_precisely_has_no_value(text: str) -> None:
    assert dates(text, 0, len(text), TUESDAY)[-1].value is None


@pytest.mark.parametrize("text", ["on Feb. 30, 2020", "on 11/10/2023"])
def test_what_is_no_day_or_may_be_two_has_no_value(text: str) -> None:
    assert one(text).value is None


def test_september_11_is_a_day_of_2001_where_it_names_the_attacks() -> None:
    assert one("the Sept. 11 attacks").value == one("since 9/11", None).value[:10] == "2001-09-11"  # type: ignore[index]
    assert one("He resigned on Sept. 11.").value == "2023-09-11"


@pytest.mark.parametrize(
    "text",
    ["2,000 ships", "1500 people", "$1999", "aged 45", "John 3:16", "pp. 1914–18", "page 1984", "flight 1549", "Room 1999",
     "Resolution 2254", "1600 Pennsylvania Avenue", "1.2008", "20081", "the 100th of them",
     "it may close", "troops march on", "Theresa May said", "the March on Washington", "April Marsh said", "an august body",
     "the Sunday Times", "Friday the 13th", "Black Friday", "every Tuesday", "on Tuesdays", "each May", "USA Today",
     "the fall of Rome",
     "in summer", "the second half of the match", "last of all", "the last day of school", "for two days", "a monday",
     "Sun Valley", "he Sat down", "on Saturday mornings", "the SEP favors"],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("In May, it closed.", "May"), ("the May election", "May"), ("a vote in August", "August"), ("It closed in Feb. 2020.",
    "Feb. 2020"),
     ("on 30 September.", "30 September"), ("the 2016 race", "2016"), ("Olympics 2024", "2024"), ("2015 was dry", "2015")],
)  # fmt: skip
def test_what_stands_where_a_date_stands_is_one(text: str, words: str) -> None:
    assert [found for found, _ in read(text)] == [words]


def test_a_line_ends_a_date() -> None:
    assert read("It closed in\nMay\n2008\nTuesday") == [("May", "2023-05"), ("2008", "2008"), ("Tuesday", "2023-11-28")]


def test_only_the_given_stretch_is_read() -> None:
    text = "In 1994 it closed. It opened on May 5."
    assert [dated.value for dated in dates(text, 18, len(text), None)] == [None]
    assert dates(text, 0, 18, None) == [Dated(dates(text, 0, len(text), None)[0].span, "1994", "as written")]


PIECES = st.sampled_from(
    ["May", "May 3", "3", " ", "  ", "2008", "–", "-", " to ", " and ", "between ", "from ", "since ", "by ", "until ", "the ",
    "last ",
     "next ", "year", "week", "Tuesday", "yesterday", "two", " years ", "ago", "later", ", ", ".", "\n", "’90s", "1990s",
     "17th century", "BC",
     "early ", "summer", "of ", "Q3 ", "9999", "0001", "31", "12", "/", "onwards", " present", "will ", "said ", "é", "🜚", "a ",
     "past "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))
_TIME = r"(?:-?[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?|-2[1-4]|-W[0-5][0-9])?)"
VALUE = re.compile(rf"{_TIME}|{_TIME}/{_TIME}|{_TIME}/\.\.|\.\./{_TIME}")


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.none() | st.dates(), st.data())
def test_spans_stand_in_order_inside_the_stretch_and_values_are_iso(text: str, anchor: date | None, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = start
    for dated in dates(text, start, end, anchor):
        assert at <= dated.span.start < dated.span.end <= end
        assert all(start <= seen.start < seen.end <= end for seen in dated.evidence)
        at = dated.span.end
        if dated.value is not None:
            assert VALUE.fullmatch(dated.value), dated
            for day in re.findall(r"(?<!-)\b([0-9]{4})-([01][0-9])-([0-9]{2})", dated.value):
                assert int(day[2]) <= monthrange(int(day[0]) % 400 + 400, int(day[1]))[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["May ", "1", "2008", "2008 – ", "1 ", "May 3 – ", "from 2008 to ", "the ", "a ", "Tuesday ", "will ", " ", ". ", "twenty ",
    "last ",
     "’", "early ", "Jan. 3 to ", "in May ", "two years later ", "A.D. ", "on 3 and 4 ", "\u00a0", "since "],
)  # fmt: skip
def test_time_is_linear(piece: str) -> None:
    def spent(times: int) -> float:
        text = piece * times
        return seconds(lambda: dates(text, 0, len(text), TUESDAY))

    assert spent(4_000) < 12 * max(spent(1_000), 0.001)


def bounds(value: str) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Return the first and the last day of a value, each as year, month, day; None for an open end."""

    def day(written: str, *, last: bool) -> tuple[int, ...] | None:
        if written == "..":
            return None
        year, month, number = re.fullmatch(r"(-?\d+)(?:-(\d\d))?(?:-(\d\d))?", written).groups()  # type: ignore[union-attr]
        month = int(month or (12 if last else 1))
        return int(year), month, int(number or (monthrange(int(year) % 400 + 400, month)[1] if last else 1))

    if week := re.fullmatch(r"(\d{4})-W(\d\d)", value):
        days = [date.fromisocalendar(int(week[1]), int(week[2]), number) for number in (1, 7)]
        return days[0].timetuple()[:3], days[1].timetuple()[:3]
    first, last = (value.split("/") * 2)[:2]
    return day(first, last=False), day(last, last=True)


def agrees(gold: dict[str, Any], words: str, dated: Dated) -> bool:
    """Whether a value is that of gold in its precision.

    Gold names both ends of a range by themselves, and leaves *since* out: that end of ours then has to be equal. Its intervals have
    days for bounds: ours hold if they begin and end on the same days. Its seasons go up to their third or their fourth month. It
    counts 508 BC as -508 (XML Schema 1.0), ISO 8601 as -0507.
    """
    if dated.value is None:
        return False
    start, end = gold["span"]
    if when := gold.get("when"):
        if "BC" in words and re.fullmatch(r"-\d{4}", when):
            when = f"-{int(when[1:]) - 1:04}"
        first, *_, last = dated.value.split("/") * 2
        inside = dated.span.start <= start and end <= dated.span.end
        at_end = first == ".." or (last != ".." and start + end > dated.span.start + dated.span.end)
        return when == dated.value or ("/" in dated.value and inside and when == (last if at_end else first))
    low, high = (gold.get("from") or gold.get("notBefore")), (gold.get("to") or gold.get("notAfter"))
    if any(bound and not re.fullmatch(r"-?\d{4}(-\d\d(-\d\d)?)?", bound) for bound in (low, high)):
        return False  # --06: a month of every year; and misprints.
    if season := re.fullmatch(r"(\d{4})-2([1-4])", dated.value):
        months = [12 * int(bound[:4]) + int(bound[5:7]) for bound in (low, high) if bound and len(bound) > 4]
        begin = 12 * int(season[1]) + 3 * int(season[2])
        return len(months) == 2 and months[0] == begin and months[1] - begin in (2, 3)
    expected, found = bounds(f"{low or '..'}/{high or '..'}"), bounds(dated.value)
    return expected == found or (None in found and any(bound and bound in expected for bound in found))


@pytest.mark.data
@pytest.mark.skipif(not GUM.is_file(), reason="GUM's dates, ../shared/data/gum/dates-dev.jsonl, are not there")
def test_on_gum_nine_of_ten_dates_are_found_and_more_than_85_in_100_of_the_found_have_their_value() -> None:
    found = right = pointed = pointed_found = 0
    for line in GUM.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text = document["text"]
        ours = dates(text, 0, len(text), date.fromisoformat(document["published"]))
        for gold in document["dates"]:
            start, end = gold["span"]
            over = [dated for dated in ours if dated.span.start < end and start < dated.span.end]
            pointed += "when" in gold
            pointed_found += "when" in gold and bool(over)
            found += bool(over)
            right += any(agrees(gold, text[start:end], dated) for dated in over)
    print(f"GUM: {right} of {found} values right, {pointed_found} of {pointed} dates with `when` found")  # noqa: T201
    assert right / found >= 0.85
    assert pointed_found / pointed >= 0.90
