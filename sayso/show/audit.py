"""Audits: whom the outlets quote and how, in tables on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.ask.audit.audit import Audit, Row
from sayso.ask.audit.counts import CELLS
from sayso.show.lines import NOTE, show, visible
from sayso.show.telling import counted, namesakes
from sayso.show.terminal import HEADLINE, NOBODY, SPEAKER

NAME = 20
"""Columns that the longest name has at least; beyond that names take what the counts leave, and the rest ends in an ellipsis."""
MONTHS = 24
"""Months that are told one by one; longer times are told by years."""


class _Column(NamedTuple):
    head: str
    told: Callable[[Row], str]


def _count(cell: str) -> Callable[[Row], str]:
    return lambda row: f"{getattr(row, cell) or 0:,}"


def _share(cell: str) -> Callable[[Row], str]:
    """Return what tells a cell in hundredths of the row's statements."""
    return lambda row: f"{100 * getattr(row, cell) / row.statements:.0f}" if row.statements else "–"


SAID = (_Column("stories", _count("stories")), _Column("said", _count("statements")))
SOURCED = (
    _Column("named", _share("named")),
    _Column("un-\nnamed", _share("unnamed")),
    _Column("anony-\nmous", _share("anonymous")),
    _Column("vague", _share("vague")),
    _Column("group", _share("group")),
    _Column("nobody", _share("nobody")),
)
"""All statements are of somebody named, somebody unnamed, or nobody; the three between are parts of the unnamed."""
MANNER = (
    _Column("direct", _share("direct")),
    _Column("dis-\ntancing", _share("distancing")),
    _Column("en-\ndorsing", _share("endorsing")),
)
DENIED = _Column("denied", _share("negated"))
CHAIN = _Column("chain", lambda row: f"{row.chain:.1f}" if row.statements else "–")
PEOPLE = (
    _Column("named in", _count("naming")),
    _Column("about", _count("about")),
    _Column("quoted in", _count("stories")),
    _Column("said", _count("statements")),
)

NOTES = (
    "Counted is what was said or written, where the reading is sure, unless more was asked for.",
    "named … denied: in % of what was said. chain: how many stand between, on average.",
    "Of the unnamed: anonymous, somebody definite whom the story does not name; vague, nobody in particular (“critics”); "
    "group, a set of people.",
)


def show_audit(audit: Audit, console: Console) -> None:
    """Print an audit: all, then the outlets, speakers, people, values of an attribute, and months."""
    show(console, _summary(audit.all))
    for note in NOTES:
        show(console, Text(note, NOTE))
    _show_table("Outlets, on whose word", audit.outlets, (*SAID, *SOURCED), console)
    _show_table("Outlets, how", audit.outlets, (SAID[1], *MANNER, CHAIN), console)
    _show_table("Whom they quote", audit.speakers, (*SAID, *MANNER, DENIED, CHAIN), console, SPEAKER)
    _show_table("Whom they name", audit.people, PEOPLE, console, SPEAKER)
    if audit.asked.by is not None:
        _show_table(f"By {visible(audit.asked.by)}", audit.values, (*SAID, *MANNER, DENIED, CHAIN), console)
    title, times = ("Months", audit.months) if len(audit.months) <= MONTHS else ("Years", _years(audit.months))
    _show_table(f"{title}, on whose word", times, (*SAID, *SOURCED), console)
    _show_table(f"{title}, how", times, (SAID[1], *MANNER, CHAIN), console)


def _summary(row: Row) -> Text:
    line = Text(f"{counted(row.statements, 'statement')} in {counted(row.stories, 'story', 'stories')}", HEADLINE)
    kinds = [f"{getattr(row, kind):,} {kind}" for kind in ("direct", "indirect", "mixed")]
    deep = [f"{row.nested:,} inside another", f"{row.deep:,} deeper"]
    return line.append(f" · {' · '.join([*kinds, *deep])} · chains of {row.chain:.1f}", NOTE)


def _years(months: Sequence[Row]) -> list[Row]:
    """Return the counts of months by year; what is of no known month stays so."""
    found = []
    for year, group in groupby(months, lambda row: row.name and row.name[:4]):
        rows = list(group)
        sums = {cell: sum(getattr(row, cell) for row in rows) for cell in ("stories", *CELLS)}
        chains = sum(row.chain * row.statements for row in rows)
        found.append(replace(rows[0], name=year, **sums, chain=chains / sums["statements"]))
    return found


def _show_table(title: str, rows: Sequence[Row], columns: Sequence[_Column], console: Console, style: str = "") -> None:
    if not rows:
        return
    console.print()
    table = Table(box=None, padding=(0, 0, 0, 1), pad_edge=False, header_style=NOTE)
    table.add_column(Text(title, HEADLINE), vertical="bottom", min_width=NAME, no_wrap=True, overflow="ellipsis")
    for column in columns:
        table.add_column(column.head, justify="right", vertical="bottom", min_width=max(map(len, column.head.split("\n"))))
    several = namesakes(row.name for row in rows)
    for row in rows:
        name = Text(visible(row.name), style) if row.name is not None else Text("not known", NOBODY)
        if row.name in several and row.number is not None:
            name.append(f" #{row.number}", NOTE)
        table.add_row(name, *(column.told(row) for column in columns))
    console.print(table)
