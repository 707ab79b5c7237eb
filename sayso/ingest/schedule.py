"""Schedule: from what was seen of a feed or a story to when to ask for it again. All times are aware datetimes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LOOKS = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)
"""When after its first sight a story's page is looked at again: chosen, not yet measured on edits of real stories."""
RECENT = 20
"""News of a feed from which its pace is taken: those of long ago say little of today's."""
SILENCE = 0.1
"""Share of a silence after which to ask again, as RFC 9111 §4.2.2 has it for pages that do not say how long they stay fresh."""


def next_visit(
    asked: datetime,
    every: timedelta,
    *,
    news: Iterable[datetime] = (),
    fresh: float | None = None,
    failures: int = 0,
    wait: float | None = None,
) -> datetime:
    """Return when to ask for a feed again that was last asked for at ``asked``: from ``every`` to a day later.

    ``news`` are the times at which its news appeared, in any order; it is asked for twice in their usual interval, and less often
    the longer it is silent. ``fresh`` is for how many seconds its server says that nothing will change. After ``failures`` in a
    row the time doubles with each, and is at least ``wait`` seconds, where the host says so (``LaterError.wait``).
    """
    if failures or wait:
        return retry(asked, every, failures=failures, wait=wait)
    past = sorted(time for time in news if time <= asked)[-RECENT:]
    pause = max(every, _pace(past) / 2, _seconds(fresh))
    if past:
        pause = max(pause, SILENCE * (asked - past[-1]))
    return asked + min(pause, max(every, DAY))


def retry(asked: datetime, every: timedelta, *, failures: int = 1, wait: float | None = None) -> datetime:
    """Return when to try again what failed at ``asked``, ``failures`` times in a row by now: from ``every`` to a day later."""
    # 17 doublings make more than a day of a second.
    return asked + min(max(every * (1 << min(failures, 17)), _seconds(wait)), max(every, DAY))


def next_look(first: datetime, looked: datetime | None = None, *, changed: bool = False) -> datetime | None:
    """Return when to look for silent edits of a story first seen at ``first``; None for never again.

    ``looked`` is when its page was last looked at, and ``changed`` whether it had changed then. A story that changes is looked at
    again half way to its next turn, though not within the hour. What was missed is made up for by one look.
    """
    looked = looked or first
    turn = next((first + after for after in LOOKS if first + after > looked), None)
    if turn is None or not changed:
        return turn
    return min(turn, looked + max(HOUR, (turn - looked) / 2))


def _pace(news: Sequence[datetime]) -> timedelta:
    """Return the usual time between two news, the median: one long gap does not change it."""
    gaps = sorted(later - sooner for sooner, later in pairwise(news))
    return gaps[len(gaps) // 2] if gaps else timedelta(0)


def _seconds(value: float | None) -> timedelta:
    return timedelta(seconds=min(max(value or 0.0, 0.0), DAY.total_seconds()))
