"""From the mentions of a claim to the dots of a drawing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.claim import Mention
from sayso.web.timeline import DOT, LANE, LEFT, ROWS, TICKS, WIDTH, Timeline, timeline

DAYS = st.dates().map(str)
HOURS = st.datetimes().map(lambda time: f"{time.isoformat()}+02:00")
DATED = st.lists(st.tuples(st.sampled_from("ABC"), st.one_of(DAYS, HOURS, st.sampled_from(["2024-05", "2024", "soon", None]))))


def mention(outlet: str | None, published: str | None, number: int = 0) -> Mention:
    return Mention(
        statement=number, story=number, number=0, outlet=outlet, published=published, headline=None, url=None, speaker="Lind",
        source="Lind", cue="said", content="it is so", said=None, when_text=None, chain="Lind", utterance=1, claim=1, voice=1,
        change="identical", losses=(), root="Lind", via=None,
    )  # fmt: skip


def drawn(*given: tuple[str | None, str | None]) -> Timeline:
    return timeline([mention(outlet, published, number) for number, (outlet, published) in enumerate(given)], {1: 1})


@given(DATED)
def test_every_mention_is_drawn_once_or_counted_as_without_a_day(given: list[tuple[str, str | None]]) -> None:
    found = drawn(*given)
    assert len(found.dots) + found.undated == len(given)
    assert len({dot.href for dot in found.dots}) == len(found.dots)


@given(DATED)
def test_dots_never_lie_on_each_other_and_stay_within_the_drawing(given: list[tuple[str, str | None]]) -> None:
    found = drawn(*given)
    for number, dot in enumerate(found.dots):
        assert LEFT + DOT <= dot.x <= WIDTH - DOT
        assert DOT <= dot.y <= found.height - DOT
        assert all(abs(dot.x - other.x) > 2 * DOT or abs(dot.y - other.y) >= LANE for other in found.dots[:number])


@given(DATED)
def test_dates_under_the_drawing_do_not_run_into_each_other(given: list[tuple[str, str | None]]) -> None:
    found = drawn(*given)
    assert len(found.ticks) <= TICKS
    assert all(LEFT <= x <= WIDTH for x, _ in found.ticks)
    for (x, words), (following, _) in pairwise(found.ticks):
        assert following - x > 6 * len(words)


def test_outlets_stand_in_the_order_in_which_they_came() -> None:
    found = drawn(("C", "2024-05-03"), ("A", "2024-05-01"), ("B", "2024-05-02"), ("C", "2024-05-09"))
    assert [row.name for row in found.rows] == ["A", "B", "C"]
    xs = [dot.x for dot in sorted(found.dots, key=lambda dot: dot.href)]
    assert xs[1] < xs[2] < xs[0] < xs[3]


def test_none_is_drawn_before_another_of_its_day_where_the_hour_of_one_is_not_known() -> None:
    found = drawn(("A", "2024-05-01"), ("B", "2024-05-01T23:00:00+00:00"), ("C", "2024-05-02"))
    first, second, third = (dot.x for dot in found.dots)
    assert first == second < third
    assert not found.hours
    exact = drawn(("A", "2024-05-01T09:00:00+00:00"), ("B", "2024-05-01T10:30:00+01:00"))
    assert exact.dots[0].x < exact.dots[1].x
    assert exact.hours


@pytest.mark.parametrize(("published", "words"), [("2024-05-01", "2024-05-01"), ("2024-05-01T09:12:00+00:00", "2024-05-01 09:12")])
def test_a_single_mention_has_its_date_beneath_it(published: str, words: str) -> None:
    found = drawn(("A", published))
    assert found.ticks == ((found.dots[0].x, words),)


def test_outlets_beyond_what_a_picture_holds_are_counted() -> None:
    found = drawn(*((f"Outlet {number}", "2024-05-01") for number in range(ROWS + 3)))
    assert (len(found.rows), len(found.dots), found.left_out) == (ROWS, ROWS, 3)


def test_a_dot_says_when_where_on_whom_and_what_was_lost() -> None:
    (dot,) = drawn(("Tidings", "2024-05-01")).dots
    assert dot.told == "2024-05-01, Tidings, root 1: Lind"
