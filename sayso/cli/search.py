"""sayso search: statements of the archive, by words and by who, where, when and how."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import (
    ActOption,
    ArchiveOption,
    CsvOption,
    JsonOption,
    OutletOption,
    SinceOption,
    SpreadsheetOption,
    UnsureOption,
    UntilOption,
    acts_of,
    console_of,
    one_form,
    rows,
    say,
)
from sayso.show.results import results
from sayso.story import Kind, Sourced, Stance, Where


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS...",
            help='Words that were said, in any inflection. Also "words in a row", OR and -without: put quotes around it all.',
            show_default=False,
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    speaker: Annotated[
        str | None, typer.Option(help="Only what this speaker said: a name or '#number'.", show_default=False)
    ] = None,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    without: Annotated[
        Literal["outlet", "date"] | None,
        typer.Option(help="Only stories whose outlet or date of publication is not known.", show_default=False),
    ] = None,
    said_since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was said on this day or later.", show_default=False)
    ] = None,
    said_until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was said on this day or before.", show_default=False)
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only what is quoted in this way.", show_default=False)] = None,
    where: Annotated[Where | None, typer.Option(help="Only what stands in this part of the story.", show_default=False)] = None,
    stance: Annotated[
        Stance | None, typer.Option(help="Only statements whose cue takes this stance on the content.", show_default=False)
    ] = None,
    unnamed: Annotated[
        bool | None,
        typer.Option(
            "--unnamed/--named", help="Only what somebody said whom the story does not name, or whom it names.", show_default=False
        ),
    ] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Only statements for which the story tells no source at all.")] = False,
    sourced: Annotated[
        Sourced | None,
        typer.Option(
            help="Only what rests on such a source: anonymous is somebody definite whom the story does not name, vague is nobody "
            "in particular (“critics”), group a set of people; unnamed is any of these.",
            show_default=False,
        ),
    ] = None,
    negated: Annotated[
        bool | None,
        typer.Option(
            "--negated/--not-negated", help="Only statements whose cue denies that it was said, or does not.", show_default=False
        ),
    ] = None,
    attribute: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Only what people said of whom your own table tells this: gender=woman. gender= finds the others.",
            show_default=False,
        ),
    ] = None,
    depth: Annotated[int, typer.Option(min=0, help="Only statements inside this many others, or more.")] = 0,
    newest: Annotated[bool, typer.Option("--newest", help="Show the newest first, not the best match.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1_000_000, help="Show at most this many.")] = 20,
    act: ActOption = None,
    unsure: UnsureOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    for_spreadsheets: SpreadsheetOption = False,
) -> None:
    """Find statements in the archive."""
    one_form(as_json, as_csv, for_spreadsheets)
    if nobody + (unnamed is not None) + (sourced is not None) > 1:
        raise typer.BadParameter("Choose one of --sourced, --named, --unnamed and --nobody.")
    from sayso.archive import Archive
    from sayso.ask.search import Hit, Query

    query = Query(
        words=" ".join(words) if words else None,
        speaker=speaker,
        outlet=outlet,
        since=since,
        until=until,
        without=without,
        said_since=said_since,
        said_until=said_until,
        kind=kind,
        where=where,
        stance=stance,
        sourced="nobody" if nobody else sourced if unnamed is None else "unnamed" if unnamed else "named",
        unsure=unsure,
        act=acts_of(act),
        negated=negated,
        attribute=attribute,
        depth=depth,
        newest=newest,
        limit=limit,
    )
    with Archive(archive) as kept, results(None) as out:
        found = kept.hits(query)
        if as_json or as_csv:
            rows(found, Hit, out, as_csv=as_csv, for_spreadsheets=for_spreadsheets)
            return
        from sayso.show.hits import show_hits

        show_hits(found, console_of())
        if not found:
            say("nothing found. Try fewer words or filters. sayso searches what was said, not the text around it.")
        elif len(found) == limit:
            say(f"the first {limit:,}. See more with --limit.")
