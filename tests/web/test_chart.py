"""From counts by month to the columns of a drawing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.web.chart import BOTTOM, HEIGHT, LEAST, LEFT, MONTHS, TOP, WIDEST, WIDTH, Bar, Chart, chart

LOOKS = ("named", "unnamed", "nobody")
TIMES = st.tuples(st.integers(1990, 2030), st.integers(1, 12)).map(lambda time: f"{time[0]:04}-{time[1]:02}")
COUNTS = st.dictionaries(TIMES, st.tuples(*[st.integers(0, 10**6)] * len(LOOKS)), min_size=1, max_size=30)
ROUNDED = 0.011
"""Units by which two numbers that were rounded may differ."""


def drawn(counts: dict[str, tuple[int, ...]]) -> Chart:
    return chart(counts, LOOKS, lambda time: f"/search?since={time}&until={time}")


def month(bar: Bar) -> int:
    """Months, or years, since the year 0."""
    year, _, within = bar.time.partition("-")
    return int(year) * 12 + int(within) if within else int(year)


@given(COUNTS)
def test_columns_never_overlap_and_stay_within_the_drawing(counts: dict[str, tuple[int, ...]]) -> None:
    bars = drawn(counts).bars
    assert bars[0].x >= LEFT
    assert bars[-1].x + bars[-1].width <= WIDTH + ROUNDED
    for bar, following in pairwise(bars):
        assert bar.x + bar.width < following.x + ROUNDED
    assert all(0 < bar.width <= WIDEST for bar in bars)


@given(COUNTS)
def test_time_runs_evenly_also_where_nothing_was_said(counts: dict[str, tuple[int, ...]]) -> None:
    bars = drawn(counts).bars
    assert [month(bar) for bar in bars] == list(range(month(bars[0]), month(bars[0]) + len(bars)))
    assert {min(counts)[: len(bars[0].time)], max(counts)[: len(bars[0].time)]} == {bars[0].time, bars[-1].time}
    step = (WIDTH - LEFT) / len(bars)
    assert all(abs(bar.x - bars[0].x - number * step) < ROUNDED for number, bar in enumerate(bars))


@given(COUNTS)
def test_every_statement_is_in_one_column_and_all_are_to_one_scale(counts: dict[str, tuple[int, ...]]) -> None:
    found = drawn(counts)
    yearly = len(found.bars[0].time) == 4
    top = found.ticks[-1][1]
    for bar in found.bars:
        parts = [each for time, each in counts.items() if time.startswith(bar.time)]
        assert yearly or len(parts) <= 1
        sums = {look: sum(each[at] for each in parts) for at, look in enumerate(LOOKS)}
        assert [part.look for part in bar.parts] == [look for look in LOOKS if sums[look]]
        for part in bar.parts:
            assert abs(part.height - max(sums[part.look] / top * (HEIGHT - BOTTOM - TOP), LEAST)) < ROUNDED
        assert bar.told.startswith(f"{bar.time}: {sum(sums.values()):,} statement")


@given(COUNTS)
def test_the_parts_of_a_column_stand_on_each_other_and_on_the_axis(counts: dict[str, tuple[int, ...]]) -> None:
    for bar in drawn(counts).bars:
        foot: float = HEIGHT - BOTTOM
        for part in bar.parts:
            assert abs(part.y + part.height - foot) < ROUNDED
            foot = part.y
        assert foot >= 0


@given(COUNTS)
def test_the_axis_begins_at_nothing_and_holds_the_highest_column(counts: dict[str, tuple[int, ...]]) -> None:
    found = drawn(counts)
    assert found.ticks[0] == (HEIGHT - BOTTOM, 0)
    assert found.ticks[-1][0] == TOP
    heights = [y for y, _ in found.ticks]
    assert heights == sorted(heights, reverse=True)
    half, top = found.ticks[1][1], found.ticks[-1][1]
    assert top == 2 * half
    highest = max(int(bar.told.split(": ")[1].split(" ")[0].replace(",", "")) for bar in found.bars)
    assert highest <= top < max(2 * highest, 2) + 2


@given(COUNTS)
def test_words_under_the_columns_do_not_run_into_each_other(counts: dict[str, tuple[int, ...]]) -> None:
    found = drawn(counts)
    for (x, words), (following, _) in pairwise(found.labels):
        # A digit is some six units wide.
        assert following - x > 6 * len(words)
    assert all(LEFT < x < WIDTH for x, _ in found.labels)


@given(COUNTS)
def test_each_column_leads_to_what_was_said_then(counts: dict[str, tuple[int, ...]]) -> None:
    assert all(bar.href == f"/search?since={bar.time}&until={bar.time}" for bar in drawn(counts).bars)


@pytest.mark.parametrize(("last", "columns"), [("2007-12", MONTHS), ("2008-01", 9)])
def test_a_long_time_goes_by_years(last: str, columns: int) -> None:
    found = drawn({"2000-01": (1, 0, 0), "2000-02": (2, 0, 0), last: (0, 0, 5)})
    assert len(found.bars) == columns
    assert found.bars[0].told.endswith("statements (3 named)" if columns == 9 else "statement (1 named)")


def test_a_single_statement_is_seen_beside_many() -> None:
    bars = drawn({"2024-05": (1, 1_000_000, 1)}).bars
    assert [part.height for part in bars[0].parts][::2] == [LEAST, LEAST]


@pytest.mark.parametrize("counts", [{}, {"": (1, 2, 3)}])
def test_of_no_time_there_is_no_chart(counts: dict[str, tuple[int, ...]]) -> None:
    assert drawn(counts) == Chart((), (), ())


def test_a_month_says_what_it_holds() -> None:
    (bar,) = drawn({"2024-05": (1200, 0, 1)}).bars
    assert bar.told == "2024-05: 1,201 statements (1,200 named, 1 nobody)"
