"""sayso audit: whom the outlets quote, how much and how, and on whom that rests."""

from __future__ import annotations

from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import (
    ActOption,
    ArchiveOption,
    CsvOption,
    JsonOption,
    OutletOption,
    SpreadsheetOption,
    UnsureOption,
    acts_of,
    asking_back,
    console_of,
    one_form,
    rows,
    say,
)
from sayso.show.results import results


def audit(
    archive: ArchiveOption = DEFAULT,
    outlet: OutletOption = None,
    speaker: Annotated[str | None, typer.Option(help="Count only this speaker: a name or '#number'.", show_default=False)] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Count stories published in this month or year, or later.", show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Count stories published in this month or year, or before.", show_default=False),
    ] = None,
    people: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.csv",
            help="First add what you know of people: a table with a column of names, then others such as role or gender.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="ATTRIBUTE", help="Break the figures down by one of these columns, such as gender.", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=100_000, help="Show at most this many rows of each table.")
    ] = 20,
    act: ActOption = None,
    unsure: UnsureOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    for_spreadsheets: SpreadsheetOption = False,
) -> None:
    """Count whom the outlets quote and how: named or not, word for word or not, doubted or not, on whose word, over time."""
    one_form(as_json, as_csv, for_spreadsheets)
    from sayso.archive import Archive
    from sayso.ask.audit.audit import Row

    with Archive(archive) as kept, results(None) as out:
        if people is not None:
            from sayso.show.telling import joined_in

            for line in joined_in(kept.describe(people)):
                say(line)
        with asking_back(machine=as_json or as_csv):
            found = kept.audit(
                outlet=outlet, speaker=speaker, since=since, until=until, by=by, limit=limit, unsure=unsure, act=acts_of(act)
            )
        if as_json or as_csv:
            rows(found.rows(), Row, out, as_csv=as_csv, for_spreadsheets=for_spreadsheets)
            return
        if not found.all.statements:
            say("nothing found. Try fewer filters; sayso search shows what the archive holds.")
            return
        from sayso.show.audit import show_audit

        show_audit(found, console_of())
        if max(size for name, size in found.sizes.items() if name != "months") > limit:
            say(f"the first {limit:,} of each. See more with --limit.")
