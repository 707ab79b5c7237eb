"""Charts: from counts by month to the columns of a drawing that one can point at and tab through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sayso.archive import clock
from sayso.show.telling import counted

WIDTH, HEIGHT = 920, 180
LEFT, BOTTOM, TOP = 44, 22, 8
"""Units of the drawing that its axes take."""
MONTHS = 96
"""Columns up to which each month has its own; longer times go by years."""
WIDEST = 40
"""Units of a column at most: few months are no walls."""
LEAST = 1.5
"""Units of a part at least: what there is can be seen."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a column: its ``look``, a class of the style sheet, and where it stands."""

    look: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A column: for a month (``2024-05``) or a year, with its parts from below, what it says in words, and where it leads."""

    time: str
    x: float
    width: float
    parts: tuple[Part, ...]
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of ``WIDTH`` by ``HEIGHT`` units: ``ticks`` are (y, count), ``labels`` (x, words) under the columns."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]


def chart(counts: Mapping[str, Sequence[int]], looks: Sequence[str], href: Callable[[str], str]) -> Chart:
    """Return the chart of counts by month, of which each has as many parts as there are ``looks``, each named by its own.

    Months between the first and the last without a count have an empty column, so that time runs evenly. ``href`` says where the
    column of a month (``2024-05``) or a year leads.
    """
    months = {month: tuple(parts) for month, parts in counts.items() if month}
    if not months:
        return Chart((), (), ())
    times = clock.months(min(months), max(months))
    if len(times) > MONTHS:
        months = _by_year(months)
        times = [f"{year:04}" for year in range(int(min(months)), int(max(months)) + 1)]
    step = (WIDTH - LEFT) / len(times)
    width = min(step * 0.78, WIDEST)
    top = _round_up(max(sum(parts) for parts in months.values()))
    scale = (HEIGHT - BOTTOM - TOP) / top
    nothing = (0,) * len(looks)
    bars = []
    for number, time in enumerate(times):
        parts = months.get(time, nothing)
        x = LEFT + number * step + (step - width) / 2
        bars.append(Bar(time, round(x, 2), round(width, 2), _stacked(parts, looks, scale), _told(time, parts, looks), href(time)))
    ticks = tuple((round(HEIGHT - BOTTOM - count * scale, 2), count) for count in dict.fromkeys((0, top // 2, top)))
    return Chart(tuple(bars), ticks, _labels(times, step))


def _stacked(parts: Sequence[int], looks: Sequence[str], scale: float) -> tuple[Part, ...]:
    found = []
    y = float(HEIGHT - BOTTOM)
    for look, count in zip(looks, parts, strict=True):
        if count:
            height = max(count * scale, LEAST)
            y -= height
            found.append(Part(look, round(y, 2), round(height, 2)))
    return tuple(found)


def _told(time: str, parts: Sequence[int], looks: Sequence[str]) -> str:
    told = ", ".join(f"{count:,} {look}" for look, count in zip(looks, parts, strict=True) if count)
    return f"{time}: {counted(sum(parts), 'statement')}" + (f" ({told})" if told else "")


def _labels(times: Sequence[str], step: float) -> tuple[tuple[float, str], ...]:
    """Return the words under the columns, as many as there is room for: of months the first of a year, of a few all."""
    every = max(1, round(60 / step))
    yearly = len(times[0]) == 7 and len(times) > 14
    shown = [number for number, time in enumerate(times) if time.endswith("-01")] if yearly else range(0, len(times), every)
    return tuple((round(LEFT + (number + 0.5) * step, 2), times[number][:4] if yearly else times[number]) for number in shown)


def _by_year(months: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for month, parts in months.items():
        before = found.get(month[:4], (0,) * len(parts))
        found[month[:4]] = tuple(one + other for one, other in zip(before, parts, strict=True))
    return found


def _round_up(count: int) -> int:
    """Return the next number with one digit before its zeros, 2 at least, so that the axis has round ones and a half."""
    digit = int(10 ** (len(str(count)) - 1))
    up = -(-count // digit) * digit
    return max(up + up % 2, 2)
