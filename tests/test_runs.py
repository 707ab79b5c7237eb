"""No text takes more than time in proportion to its length, whatever it repeats: of every pattern that meets outside text."""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

import sayso
from sayso.ingest import from_text
from sayso.reading.reader import Reader
from tests.doubles import MarkedTags
from tests.seconds import seconds

pytestmark = pytest.mark.slow

LENGTHS = (5_000, 10_000, 20_000, 40_000, 80_000)
"""Letters."""
STEEPEST = 1.3
"""How fast time may grow: its logarithm against that of the length. 1 is in proportion, 2 is quadratic."""
AT_ONCE = 0.005
"""Seconds of 10,000 letters in which a pattern has no time to go from many of them to the end: only one that takes more is timed at
other lengths."""
SHORT = 40
"""Letters, of which half can be divided into parts in so many ways that to try them all takes a second; of more letters nobody ever
sees the end."""
LONG = 1.0
"""Seconds that nothing here takes for any of the lengths, but what goes through them again and again."""
NOBODYS = "§"
"""A mark that ends what is repeated, and that no pattern takes for a part of it."""

CORE = (
    *' \n\xa0"”‘([<Aa0_-.,:',
    *("A ", "a ", "Aa, ", "A.", "a-", "a’s ", "12:", "! ", "a\n\n", "5 May ", "by the "),
)
"""What is repeated: each kind of letter, of marks, of words."""


STEPPED = frozenset({"sayso.ingest.markup._ATTRIBUTE[0]"})
"""Patterns that nobody searches for: they are matched where the match before has ended, and there alone."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern of the package, also those in collections, with where it stands."""
    for module in pkgutil.walk_packages(sayso.__path__, "sayso."):
        if ".migrations." in module.name or module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, found in enumerate(compiled(value)):
                yield f"{module.name}.{name}[{number}]", found


def compiled(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from compiled([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from compiled(each)


PATTERNS = {(found.pattern, found.flags): (name, found) for name, found in patterns()}


def run(repeated: str, length: int) -> str:
    """Return two runs with a mark between: one that nothing can go on behind, and one that ends with the text."""
    half = (repeated * (length // 2 // len(repeated) + 1))[: length // 2]
    return half + NOBODYS + half


def through(found: re.Pattern[Any], text: str) -> int:
    return sum(1 for _ in found.finditer(text.encode() if isinstance(found.pattern, bytes) else text))


def step_by_step(found: re.Pattern[Any], text: str) -> None:
    at = 0
    while (match := found.match(text, at)) and match.end() > at:
        at = match.end()


def slope(times: dict[int, float]) -> float:
    """The slope of the line of least squares through the logarithms."""
    points = [(math.log(length), math.log(max(time, 1e-9))) for length, time in times.items()]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return float(sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points))


def grows(work: Callable[[str], object], repeated: str, at_once: float) -> str | None:
    """Say how time grows with the length of a run, if it grows too fast.

    One timing is enough where it takes less than ``at_once`` seconds, and one more where four times the length takes what it may.
    """
    second, last = LENGTHS[1], LENGTHS[-1]
    if (once := seconds(partial(work, run(repeated, second)), runs=1)) < at_once:
        return None
    longer = seconds(partial(work, run(repeated, 4 * second)), runs=1) if once < LONG else once
    if longer < LONG and longer < once * 4**STEEPEST:
        return None
    times: dict[int, float] = {}
    for length in LENGTHS:
        times[length] = seconds(partial(work, run(repeated, length)))
        # What takes the square of 5,000 letters takes so long that the rest need not be waited for: two lengths tell it. What is
        # slow and in proportion, on a machine that has much else to do, goes on.
        if times[length] > LONG and length < last and len(times) > 1 and slope(times) > STEEPEST:
            return f"{repeated!r} takes {times}"
    return f"{repeated!r} takes {times}" if slope(times) > STEEPEST else None


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 100


@pytest.mark.parametrize(("name", "found"), PATTERNS.values(), ids=[name for name, _ in PATTERNS.values()])
def test_a_pattern_goes_through_any_run_in_proportion_to_its_length(name: str, found: re.Pattern[Any]) -> None:
    work = partial(step_by_step if name in STEPPED else through, found)
    for repeated in CORE:
        assert seconds(partial(work, run(repeated, SHORT)), runs=1) < AT_ONCE, f"{name}: {repeated!r} takes more with each letter"
        assert not (much := grows(work, repeated, AT_ONCE)), f"{name}: {much}"


@pytest.mark.parametrize("repeated", [" ", "“", "A ", "Aa, ", "a\n\n", "a: "])
def test_all_that_reading_does_beside_the_network_goes_through_any_run_in_proportion(repeated: str) -> None:
    reader = Reader(MarkedTags(""))
    body = "The pier is shut, the master said.\n\nNobody had been told of it."
    assert not (
        much := grows(lambda text: reader.read(from_text(f"Pier to shut\n\n{body}\n\n{text}\n\n{body}", "a")), repeated, 0.0)
    ), much
