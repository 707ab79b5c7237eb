"""sayso who: what somebody said, by date, with outlet and chain; and who is held for whom."""

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


def who(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name, a surname, or the '#number' of a speaker.", show_default=False)
    ],
    archive: ArchiveOption = DEFAULT,
    outlet: OutletOption = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was said on this day or later.", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was said on this day or before.", show_default=False)
    ] = None,
    why: Annotated[str | None, typer.Option(help="Why the two are one. It goes with --is.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1_000_000, help="Show at most this many, the latest.")] = 100,
    joined: Annotated[
        bool,
        typer.Option(
            "--joined",
            help="Also print in which stories the speaker appears, and why sayso takes them for the same person in each.",
        ),
    ] = False,
    is_: Annotated[
        str | None,
        typer.Option("--is", metavar="NAME", help="Say that this is the same speaker as another one.", show_default=False),
    ] = None,
    undo: Annotated[int | None, typer.Option(metavar="MERGE", help="Take back a merge, by its number.", show_default=False)] = None,
    not_in: Annotated[
        int | None,
        typer.Option(metavar="STORY", help="Say that in this story it is somebody else with that name.", show_default=False),
    ] = None,
    act: ActOption = None,
    unsure: UnsureOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    for_spreadsheets: SpreadsheetOption = False,
) -> None:
    """Show what somebody said, by date. If several people have that name, sayso asks which one you mean."""
    one_form(as_json, as_csv, for_spreadsheets)
    from sayso.archive import Archive
    from sayso.ask.search import Hit

    with Archive(archive) as kept, results(None) as out:
        with asking_back(machine=as_json or as_csv):
            found = kept.bearer(name)
            other = kept.bearer(is_, counted=False) if is_ is not None else None
        if other is not None:
            number = kept.merge(found.id, other.id, why or "declared by hand")
            say(f"{found.name} (#{found.id}) is {other.name} (#{other.id}) from now on.")
            say(f"To take it back: sayso who '#{other.id}' --undo {number}")
            return
        if undo is not None:
            kept.unmerge(undo)
            say(f"merge {undo} is undone.")
            return
        if not_in is not None:
            new = kept.part(found.id, not_in)
            say(f"{found.name} of story {not_in} is #{new} from now on.")
            return
        said = kept.said(found.id, outlet=outlet, since=since, until=until, limit=limit, unsure=unsure, act=acts_of(act))
        if as_json or as_csv:
            rows(said, Hit, out, as_csv=as_csv, for_spreadsheets=for_spreadsheets)
            return
        from sayso.show.hits import show_who

        show_who(found, said, kept.appearances(found.id) if joined else None, kept.merges(found.id), console_of())
        if len(said) == limit:
            say(f"the latest {limit:,}. See more with --limit.")
