"""No text takes more than time in proportion to its length, whatever it repeats: of every pattern that meets outside text."""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
from collections.abc import Iterator
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
AT_ONCE = 0.02
"""Seconds in which a pattern that goes through 80,000 letters has no time for the square of any part of them."""

RUNS = (
    *" \n\t\xa0\u2028\"'“”‘’«»`()[]{}<>A\u00c9a\u00e90_-–—.,:;!?…/&@",
    *(f"{mark} " for mark in "“”‘’\"'()[]<-–—.,:;!?…0Aa"),
    *(f" {mark}" for mark in "\n\t"),
    *(
        "()",
        "[]",
        "AB ",
        "Aa ",
        "A a ",
        "A. ",
        "A.",
        "a.",
        "a-",
        "a'",
        "a’s ",
        "a@",
        "a/",
        "1-",
        "12:",
        "a, ",
        "Aa, ",
        "A: ",
        "a: ",
    ),
    *(
        "!) ",
        'a" ',
        "\r\n",
        "\n a",
        "a\n\n",
        "x\n \n",
        "a b\n",
        "and A ",
        "of the ",
        "is the ",
        "by the ",
        "in May ",
        "5 May ",
        "Mr. ",
    ),
)
"""What is repeated."""


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
    return (repeated * (length // len(repeated) + 1))[:length]


def through(found: re.Pattern[Any], text: Any) -> int:
    return sum(1 for _ in found.finditer(text))


def slope(times: dict[int, float]) -> float:
    """The slope of the line of least squares through the logarithms."""
    points = [(math.log(length), math.log(max(time, 1e-9))) for length, time in times.items()]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return float(sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points))


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 100


@pytest.mark.parametrize(("name", "found"), PATTERNS.values(), ids=[name for name, _ in PATTERNS.values()])
def test_a_pattern_goes_through_any_run_in_proportion_to_its_length(name: str, found: re.Pattern[Any]) -> None:
    for repeated in RUNS:
        times: dict[int, float] = {}
        for length in LENGTHS:
            text: Any = run(repeated, length)
            text = text.encode() if isinstance(found.pattern, bytes) else text
            times[length] = seconds(partial(through, found, text))
            # What takes the square of 5,000 letters takes so long that the rest need not be waited for.
            if times[length] > 60 * AT_ONCE:
                break
        if max(times.values()) > AT_ONCE:
            assert len(times) == len(LENGTHS), f"{name}: {repeated!r} takes {times}"
            assert slope(times) < STEEPEST, f"{name}: {repeated!r} takes {times}"


@pytest.mark.parametrize("repeated", RUNS)
def test_all_that_reading_does_beside_the_network_goes_through_any_run_in_proportion(repeated: str) -> None:
    reader = Reader(MarkedTags(""))
    body = "The pier is shut, the master said.\n\nNobody had been told of it."
    times: dict[int, float] = {}
    for length in LENGTHS:
        text = f"Pier to shut\n\n{body}\n\n{run(repeated, length)}\n\n{body}"
        times[length] = seconds(partial(reader.read, from_text(text, "a")))
        times[length] += seconds(partial(from_text, text, "a"))
    if times[LENGTHS[-1]] > 5 * AT_ONCE:
        assert slope(times) < STEEPEST, times
