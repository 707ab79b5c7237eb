"""Timeline: from the mentions of a claim to the dots of a drawing, a row for each outlet, that one can point at and tab through."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sayso.claim import LOSSES, Mention
from sayso.show.claims import LOSSES as LOST

WIDTH = 920
LEFT, TOP, BOTTOM = 200, 8, 24
"""Units of the drawing that the names of outlets, and its edges, take."""
PAD = 60
"""Units at both ends of the time, so that its dates have room."""
DOT = 9
"""Units of a dot from its middle to its edge."""
LANE = 26
"""Units of a row, and of each further one that an outlet needs where its mentions would lie on each other."""
ROWS = 60
"""Outlets that are drawn, the first; more is no picture."""
LABEL = 26
"""Letters of an outlet's name there is room for."""
TICKS = 5
"""Dates under the drawing at most."""
_DAY = timedelta(days=1)
_STEPS = [timedelta(hours=hours) for hours in (1, 3, 6, 12)] + [timedelta(days=days) for days in (1, 2, 7, 14, 28, 91, 182, 365)]


@dataclass(frozen=True, slots=True)
class Dot:
    """A mention: where it stands, the number of its ``voice``, what it says in words, and where it leads."""

    x: float
    y: float
    voice: int
    lost: bool
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet: its name as far as there is room for it, and where its line stands."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of ``WIDTH`` by ``height`` units. ``ticks`` are (x, words).

    ``undated`` counts the mentions whose day is not known, ``left_out`` the outlets beyond ROWS. ``hours`` says that mentions are
    told apart by the hour, which is so where it is known of all.
    """

    height: int
    dots: tuple[Dot, ...]
    rows: tuple[OutletRow, ...]
    ticks: tuple[tuple[float, str], ...]
    undated: int
    left_out: int
    hours: bool


def place_of(mention: Mention) -> str:
    """Return where a mention stands in its story; of what is no statement there, the story."""
    return f"/stories/{mention.story}" + ("" if mention.own else f"#story-0-{mention.number}")


def lost(mention: Mention) -> str:
    """Return what a mention lost, in words."""
    return ", ".join(LOST[loss] for loss in LOSSES if loss in mention.losses)


def timeline(mentions: Sequence[Mention], voices: Mapping[int, int]) -> Timeline:
    """Return the timeline of mentions; ``voices`` numbers the voices. Outlets stand in the order of their first mention."""
    found = [(mention, *at) for mention in mentions if (at := moment(mention.published))]
    hours = all(exact for _, _, exact in found)
    # Where the hour of one is not known, none is drawn before another of its day.
    times = [(mention, when if hours else _midday(when)) for mention, when, _ in found]
    times.sort(key=lambda item: item[1])
    by_outlet: dict[str | None, list[tuple[Mention, datetime]]] = {}
    for mention, when in times:
        by_outlet.setdefault(mention.outlet, []).append((mention, when))
    shown = dict(list(by_outlet.items())[:ROWS])
    if not shown:
        return Timeline(0, (), (), (), len(mentions), 0, hours)
    first = times[0][1]
    last = max(when for each in shown.values() for _, when in each)
    dots: list[Dot] = []
    rows: list[OutletRow] = []
    y = float(TOP + LANE / 2)
    for outlet, own in shown.items():
        rows.append(OutletRow(_cut(outlet or "outlet not known"), y))
        ends: list[float] = []
        for mention, when in own:
            x = _x(when, first, last)
            lane = next((number for number, end in enumerate(ends) if end <= x), len(ends))
            ends[lane : lane + 1] = [x + 2 * DOT + 2]
            voice = voices[mention.voice]
            dots.append(Dot(x, y + lane * LANE, voice, bool(mention.losses), _told(mention, voice), place_of(mention)))
        y += LANE * len(ends)
    return Timeline(
        height=round(y - LANE / 2 + BOTTOM),
        dots=tuple(dots),
        rows=tuple(rows),
        ticks=_ticks(first, last, hours=hours),
        undated=len(mentions) - len(found),
        left_out=len(by_outlet) - len(shown),
        hours=hours,
    )


def moment(published: str | None) -> tuple[datetime, bool] | None:
    """Return when a date of publication lies, in UTC, and whether it tells the hour; None where no day is known."""
    value = published or ""
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC), len(value) > len("2024-05-31")
    except (ValueError, OverflowError):
        return None


def _midday(when: datetime) -> datetime:
    return when.replace(hour=12, minute=0, second=0, microsecond=0)


def _x(when: datetime, first: datetime, last: datetime) -> float:
    share = (when - first) / (last - first) if last > first else 0.5
    return round(LEFT + PAD + share * (WIDTH - LEFT - 2 * PAD), 2)


def _ticks(first: datetime, last: datetime, *, hours: bool) -> tuple[tuple[float, str], ...]:
    """Return the dates under the drawing: at whole hours, days, weeks, months or years, as many as there is room for."""
    span = last - first
    least = timedelta(hours=1) if hours else _DAY
    if span < least:
        return ((_x(first, first, last), _date(first, hours=hours)),)
    step = next((each for each in _STEPS if each >= least and span / each <= TICKS - 1), None)
    if step is None:
        step = timedelta(days=365 * math.ceil(span / ((TICKS - 1) * timedelta(days=365))))
    begin = first if step >= _DAY and not hours else _whole(first, min(step, _DAY))
    times = [begin + number * step for number in range(math.floor((last - begin) / step) + 1)]
    return tuple((_x(time, first, last), _date(time, hours=step < _DAY)) for time in times)


def _whole(time: datetime, step: timedelta) -> datetime:
    """Return the first time of its day that lies at or after ``time`` and a whole number of steps after midnight."""
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + math.ceil((time - midnight) / step) * step


def _date(time: datetime, *, hours: bool) -> str:
    # Not strftime: years before 1000 would lose their zeros.
    return time.isoformat(" ", "minutes")[:16] if hours else time.date().isoformat()


def _told(mention: Mention, voice: int) -> str:
    what = (
        f"{(mention.published or '')[:16].replace('T', ' ')}, {mention.outlet or 'outlet not known'}, root {voice}: {mention.root}"
    )
    return f"{what}. Lost: {lost(mention)}" if mention.losses else what


def _cut(name: str) -> str:
    return name if len(name) <= LABEL else f"{name[: LABEL - 1].rstrip()}…"
