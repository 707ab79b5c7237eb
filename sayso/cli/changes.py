"""sayso changes: which statements were added, dropped or reworded between the versions of a story."""

from __future__ import annotations

from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import (
    ActOption,
    ArchiveOption,
    CsvOption,
    JsonOption,
    SpreadsheetOption,
    UnsureOption,
    acts_of,
    console_of,
    one_form,
    rows,
    say,
)
from sayso.show.results import results


def changes(
    story: Annotated[
        str | None,
        typer.Argument(
            metavar="[STORY]", help="The number or the address of a story; without it, all stories.", show_default=False
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Show changes that sayso saw on this day or later.", show_default=False)
    ] = None,
    act: ActOption = None,
    unsure: UnsureOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    for_spreadsheets: SpreadsheetOption = False,
) -> None:
    """Show what changed in stories after sayso first read them."""
    one_form(as_json, as_csv, for_spreadsheets)
    from sayso.archive import Archive
    from sayso.ask.changes import Change

    with Archive(archive) as kept, results(None) as out:
        found = kept.changed(story, since=since, unsure=unsure, act=acts_of(act))
        if as_json or as_csv:
            rows(found, Change, out, as_csv=as_csv, for_spreadsheets=for_spreadsheets)
            return
        from sayso.show.changes import show_changes

        if not show_changes(found, console_of()):
            say("no statement changed between versions. Add the same stories again to see whether they did since.")
