"""What figures tell of a query is what the archive tells, over all fields of a query: of what they cannot tell they say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Connection

from sayso.archive.database import connect
from sayso.ask.audit.columns import load
from sayso.ask.audit.counts import counted
from sayso.ask.search import SOURCED, Query, count
from tests.ask.audit.audited import fill

ASKED: dict[str, tuple[Any, ...]] = {
    "words": ("pier",),
    "speaker": ("#1", "#2", "#999", "Mara Lind"),
    "outlet": ("The Tidings", "echo", "#1", "#999"),
    "since": ("2024", "2024-02", "2024-01-15"),
    "until": ("2024-01", "2024-01-15"),
    "without": ("outlet", "date"),
    "said_since": ("2024",),
    "said_until": ("2023",),
    "kind": ("direct", "mixed"),
    "where": ("headline",),
    "stance": ("distancing",),
    "sourced": tuple(SOURCED),
    "act": ("all", "writing", "speech,thought"),
    "unsure": (True,),
    "negated": (True, False),
    "attribute": ("gender=woman", "gender="),
    "depth": (1, 2),
    "newest": (True,),
    "limit": (1,),
    "offset": (5,),
}
"""Field of a query → what may be asked."""


@dataclass(frozen=True, slots=True)
class Further(Query):
    """A query with a field that nobody has told the figures of."""

    tone: str | None = None


def test_every_field_is_asked_for_here() -> None:
    assert {*ASKED} == {each.name for each in fields(Query)}


@pytest.fixture(scope="module")
def filled(shared_place: str) -> Iterator[Connection]:
    fill(shared_place)
    engine = connect(shared_place)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_figures_tell_what_the_archive_tells_or_nothing(filled: Connection) -> None:
    filled.rollback()
    figures = load(filled)
    single = [{name: value} for name, values in ASKED.items() for value in values]
    several = [one | other for one, other in combinations(single, 2) if one.keys() != other.keys()]
    told = 0
    for asked in ({}, *single, *several[::3]):
        if (found := counted(figures, Query(**asked))) is not None:
            told += 1
            assert found == count(filled, Query(**asked)), asked
    assert told > 50


def test_a_filter_that_nobody_has_told_the_figures_of_is_left_to_the_archive(filled: Connection) -> None:
    filled.rollback()
    figures = load(filled)
    assert counted(figures, Further()) == counted(figures, Query()) is not None
    assert counted(figures, Further(tone="loud")) is None
