from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.schedule import DAY, HOUR, LOOKS, next_look, next_visit, retry

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EVERY = 10 * MINUTE

times = st.timedeltas(timedelta(0), 400 * DAY).map(lambda ago: NOW - ago)
intervals = st.timedeltas(MINUTE, 3 * DAY)
seconds = st.none() | st.floats(0, 1e12)


def at(pause: timedelta, *, count: int = 10, last: timedelta = timedelta(0)) -> list[datetime]:
    """Times of news, one every ``pause``, the newest ``last`` ago."""
    return [NOW - last - n * pause for n in range(count)]


# feeds


def test_a_feed_of_which_nothing_is_known_is_asked_at_the_interval_of_the_user() -> None:
    assert next_visit(NOW, EVERY) == NOW + EVERY


@pytest.mark.parametrize(
    ("pause", "then"), [(MINUTE, EVERY), (HOUR, HOUR / 2), (8 * HOUR, 4 * HOUR), (DAY, DAY / 2), (30 * DAY, DAY)]
)
def test_a_feed_is_asked_twice_in_its_usual_interval(pause: timedelta, then: timedelta) -> None:
    assert next_visit(NOW, EVERY, news=at(pause)) == NOW + then


def test_one_long_gap_does_not_change_the_pace() -> None:
    news = [*at(HOUR), NOW - 300 * DAY]
    assert next_visit(NOW, EVERY, news=news) == NOW + HOUR / 2


def test_a_pace_of_long_ago_does_not_count() -> None:
    assert next_visit(NOW, EVERY, news=[*at(8 * HOUR, count=20), *at(MINUTE, count=100, last=30 * DAY)]) == NOW + 4 * HOUR


@pytest.mark.parametrize(("silent", "then"), [(HOUR, EVERY), (5 * HOUR, HOUR / 2), (100 * HOUR, 10 * HOUR), (90 * DAY, DAY)])
def test_a_feed_is_asked_less_often_the_longer_it_is_silent(silent: timedelta, then: timedelta) -> None:
    assert next_visit(NOW, EVERY, news=at(MINUTE, last=silent)) == NOW + then


def test_news_dated_ahead_say_nothing_of_the_pace() -> None:
    assert next_visit(NOW, EVERY, news=[*at(HOUR), NOW + DAY, NOW + 9 * DAY]) == NOW + HOUR / 2


@pytest.mark.parametrize(("fresh", "then"), [(60, EVERY), (1800, HOUR / 2), (1e9, DAY), (0, EVERY), (None, EVERY)])
def test_a_feed_that_says_how_long_it_stays_the_same_is_believed(fresh: float | None, then: timedelta) -> None:
    assert next_visit(NOW, EVERY, fresh=fresh) == NOW + then


@pytest.mark.parametrize(("failures", "then"), [(1, 2 * EVERY), (2, 4 * EVERY), (3, 8 * EVERY), (8, DAY), (10**6, DAY)])
def test_a_feed_that_fails_is_asked_again_after_twice_the_time(failures: int, then: timedelta) -> None:
    assert next_visit(NOW, EVERY, failures=failures, fresh=9e9, news=at(MINUTE)) == NOW + then


def test_a_host_that_wants_to_be_left_alone_is() -> None:
    assert next_visit(NOW, EVERY, wait=7200) == NOW + 2 * HOUR
    assert retry(NOW, EVERY, failures=1, wait=60) == NOW + 2 * EVERY


@given(asked=times, every=intervals, news=st.lists(times), fresh=seconds, failures=st.integers(0, 10**9), wait=seconds)
def test_a_feed_is_asked_neither_sooner_than_the_user_wants_nor_later_than_a_day(
    asked: datetime, every: timedelta, news: list[datetime], fresh: float | None, failures: int, wait: float | None
) -> None:
    pause = next_visit(asked, every, news=news, fresh=fresh, failures=failures, wait=wait) - asked
    assert every <= pause <= max(every, DAY)


@given(every=intervals, failures=st.integers(0, 100), wait=seconds)
def test_more_failures_never_bring_a_feed_sooner(every: timedelta, failures: int, wait: float | None) -> None:
    assert retry(NOW, every, failures=failures, wait=wait) <= retry(NOW, every, failures=failures + 1, wait=wait)


@given(every=intervals, ago=st.lists(st.timedeltas(timedelta(0), 100 * DAY)), slower=st.integers(1, 5))
def test_a_slower_feed_is_never_asked_sooner(every: timedelta, ago: list[timedelta], slower: int) -> None:
    fast, slow = ([NOW - past * factor for past in ago] for factor in (1, slower))
    assert next_visit(NOW, every, news=fast) <= next_visit(NOW, every, news=slow)


@given(every=intervals, news=st.lists(times, max_size=8).flatmap(lambda news: st.tuples(st.just(news), st.permutations(news))))
def test_the_order_of_the_news_does_not_matter(every: timedelta, news: tuple[list[datetime], list[datetime]]) -> None:
    assert next_visit(NOW, every, news=news[0]) == next_visit(NOW, every, news=news[1])


# stories


def looks(changed: Callable[[int], bool]) -> list[timedelta]:
    """How long after its first sight a story is looked at, whose n-th look finds a change or not."""
    found: list[timedelta] = []
    then = next_look(NOW)
    while then:
        found.append(then - NOW)
        then = next_look(NOW, then, changed=changed(len(found)))
    return found


def test_a_story_that_does_not_change_is_looked_at_five_times_in_a_week() -> None:
    assert looks(lambda _: False) == list(LOOKS) == [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY]


def test_a_story_that_changed_is_looked_at_again_half_way_to_its_next_turn() -> None:
    assert looks(lambda n: n == 1) == [HOUR, 3.5 * HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY]


def test_a_story_that_always_changes_is_let_go_after_a_week() -> None:
    found = looks(lambda _: True)
    assert len(LOOKS) < len(found) < 30
    assert found[-1] == 7 * DAY


def test_looks_that_were_missed_are_made_up_for_by_one() -> None:
    then = next_look(NOW)
    assert then
    assert then < NOW + 2 * DAY
    assert next_look(NOW, NOW + 2 * DAY) == NOW + 3 * DAY


@given(st.lists(st.booleans(), min_size=100, max_size=100))
def test_looks_come_one_after_the_other_at_least_an_hour_apart_or_at_a_turn(changes: list[bool]) -> None:
    found = looks(lambda n: changes[n])
    assert set(LOOKS) <= set(found)
    for sooner, later in pairwise(found):
        assert later >= sooner + HOUR or (later in LOOKS and later > sooner)


@given(after=st.timedeltas(timedelta(0), 10 * DAY))
def test_a_change_never_puts_off_the_next_look(after: timedelta) -> None:
    same, changed = next_look(NOW, NOW + after), next_look(NOW, NOW + after, changed=True)
    assert (same is None) == (changed is None) == (after >= 7 * DAY)
    if same and changed:
        assert NOW + after < changed <= same
