"""Counts: from the rows of an audit to tables and a chart, in which each number leads to the statements that it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from sayso.ask.audit.audit import Audit, Row
from sayso.ask.audit.counts import CELLS
from sayso.show.markup import safe
from sayso.show.telling import namesakes
from sayso.web import templating
from sayso.web.chart import Chart, chart
from sayso.web.templating import plain, share


class TableColumn(NamedTuple):
    """A column: the ``cell`` of a row that it shows, its head in ``words``, and whether with its share of all statements."""

    cell: str
    words: str
    shared: bool = False


STORIES, STATEMENTS = TableColumn("stories", "stories"), TableColumn("statements", "statements")
SOURCED = (
    TableColumn("unnamed", "unnamed", True),
    TableColumn("anonymous", "anonymous", True),
    TableColumn("vague", "vague"),
    TableColumn("group", "of a group"),
    TableColumn("nobody", "of nobody", True),
)
"""Of the unnamed the three after them are parts."""
KINDS = (TableColumn("direct", "direct", True), TableColumn("indirect", "indirect", True), TableColumn("mixed", "mixed", True))
STANCES = (TableColumn("distancing", "distancing", True), TableColumn("endorsing", "endorsing", True))
CHAIN = TableColumn("chain", "chain")
HOW = (
    STORIES, STATEMENTS, *SOURCED, *KINDS, *STANCES, TableColumn("negated", "denied"), TableColumn("nested", "nested"), CHAIN,
)  # fmt: skip
OF_QUOTED = tuple(column for column in HOW if column not in SOURCED)
"""Of those who have a name, how many statements rest on somebody without one need not be told."""
QUOTING = (STORIES, STATEMENTS, *KINDS, *STANCES, CHAIN)
NAMING = (
    TableColumn("naming", "named in"),
    TableColumn("about", "about"),
    TableColumn("stories", "quoted in"),
    STATEMENTS,
    KINDS[0],
)
NESTED = TableColumn("nested", "inside another", True)
TOTALS = (STATEMENTS, STORIES, TableColumn("named", "named", True), *SOURCED, KINDS[0], *STANCES, NESTED)
OF_SPEAKER = (STATEMENTS, STORIES, *KINDS, *STANCES, TableColumn("negated", "denied"), NESTED)
MONTHLY = (STORIES, STATEMENTS, *SOURCED, KINDS[0], TableColumn("nested", "nested"))

BEHIND = {
    cell: urlencode({name: plain(value) for name, value in {**asked, "newest": True}.items()}) for cell, asked in CELLS.items()
}
"""Each cell of an audit → what the address of the search for its statements says beside what :func:`found_by` does."""


def found_by(row: Row) -> str | None:
    """Return where the statements of a row are found, up to what each cell asks for; None where there are none."""
    if row.filters is None:
        return None
    address = templating.link("/search", dict(row.filters))
    return f"{address}&" if row.filters else f"{address}?"


def number(row: Row, cell: str, base: str | None) -> str:
    """Return a count of a row as HTML, as a link where there are statements behind it; ``base`` is what :func:`found_by` says."""
    count = getattr(row, cell) or 0
    if cell == "chain":
        return f"{count:.1f}" if row.statements else "–"
    if not count or base is None or cell not in BEHIND:
        return f"{count:,}"
    return f'<a href="{safe(base + BEHIND[cell])}">{count:,}</a>'


def stats(row: Row, columns: Sequence[TableColumn]) -> Markup:
    """Return the counts of one row, large, each with what it counts."""
    base = found_by(row)
    shown = (
        f"<div><dt>{safe(column.words)}{f', {share(getattr(row, column.cell), row.statements)}' if column.shared else ''}</dt>"
        f"<dd>{number(row, column.cell, base)}</dd></div>"
        for column in columns
    )
    return Markup(f'<dl class="stats">{"".join(shown)}</dl>')  # noqa: S704 - escaped above


def table(
    rows: Sequence[Row],
    head: str,
    caption: str,
    columns: Sequence[TableColumn],
    size: int,
    leads: Callable[[Row], str | None] = lambda row: None,  # noqa: ARG005 - a name that leads nowhere
) -> Markup:
    """Return rows as a table, nothing for none. ``size`` says how many there are in all, ``leads`` where a row's name leads."""
    if not rows:
        return Markup()
    # Built of strings: templates take ten times as long for so many cells.
    told = f"{caption}, the first {len(rows)} of {size:,}" if size > len(rows) else caption
    heads = "".join(f'<th scope="col" class="figure">{safe(column.words)}</th>' for column in columns)
    several = namesakes(row.name for row in rows)
    body = "".join(f"<tr>{_name(row, leads(row), numbered=row.name in several)}{_cells(row, columns)}</tr>" for row in rows)
    return Markup(  # noqa: S704 - escaped here and below
        f'<div class="scroll" tabindex="0" role="group" aria-label="{safe(caption)}"><table><caption>{safe(told)}</caption>'
        f'<thead><tr><th scope="col">{safe(head)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _name(row: Row, place: str | None, *, numbered: bool) -> str:
    name = safe(row.name or "not known")
    if numbered and row.number is not None:
        name = f"{name} #{row.number}"
    if place is not None and row.name:
        name = f'<a href="{safe(place)}">{name}</a>'
    kind = f' <span class="soft">{safe(row.kind)}</span>' if row.kind not in (None, "person") else ""
    return f'<th scope="row">{name}{kind}</th>'


def _cells(row: Row, columns: Sequence[TableColumn]) -> str:
    base = found_by(row)
    return "".join(
        f'<td class="figure">{number(row, column.cell, base)}'
        + (f' <span class="soft part">{share(getattr(row, column.cell), row.statements)}</span>' if column.shared else "")
        + "</td>"
        for column in columns
    )


def of_speaker(row: Row) -> str | None:
    """Return where a row's speaker has his page."""
    return f"/speakers/{row.number}" if row.number is not None else None


def months(found: Audit, *looks: str) -> Chart:
    """Return the chart of an audit's months, each in parts that are cells of its row."""
    base = found_by(found.all)

    def behind(time: str) -> str:
        return f"{base}since={time}&until={time}&newest=true"

    counts = {row.name: tuple(getattr(row, look) for look in looks) for row in found.months if row.name}
    return chart(counts, looks, behind)
