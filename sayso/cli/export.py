"""sayso export: the archive's stories in the formats that other programs take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, OutletOption, SinceOption, SpreadsheetOption, UntilOption, say
from sayso.export import FORMATS, NEED_PATH, Format
from sayso.show.progress import progress_of
from sayso.story import Story

AnyFormat = Literal["jsonl", "csv", "parquet", "jsonld", "webannotation", "brat", "graphml", "claimreview"]


def export(
    format: Annotated[  # noqa: A002 - the option's name
        AnyFormat,
        typer.Option(
            "--format",
            "-f",
            help="jsonl holds everything; csv and parquet hold a row for each statement. parquet and brat need --output. Of "
            "claims: jsonl, parquet (a row for each mention), graphml (for Gephi), jsonld and claimreview (schema.org).",
        ),
    ] = "jsonl",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write to this file, for brat to this folder. The file that was there stays until everything is done.",
            show_default=False,
        ),
    ] = None,
    claims: Annotated[
        bool,
        typer.Option("--claims", help="Write claims: what several outlets have, each with its wordings and where these stand."),
    ] = False,
    min_outlets: Annotated[
        int | None,
        typer.Option(
            "--min-outlets", min=1, help="Only claims in at least this many outlets. Without it, two.", show_default=False
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    for_spreadsheets: SpreadsheetOption = False,
) -> None:
    """Write the stories of the archive, as they stand now, or its claims, for other programs."""
    if output is None and format in NEED_PATH:
        raise typer.BadParameter(f"{format} is no text: name a place for it with --output.")
    if for_spreadsheets and format != "csv":
        raise typer.BadParameter("--for-spreadsheets is for csv.")
    if min_outlets is not None and not claims:
        raise typer.BadParameter("--min-outlets is for --claims.")
    from sayso import export as formats
    from sayso.archive import Archive
    from sayso.export.claims import CLAIM_FORMATS, ClaimFormat

    if format not in (CLAIM_FORMATS if claims else FORMATS):
        known = ", ".join(CLAIM_FORMATS if claims else FORMATS)
        raise typer.BadParameter(f"{'claims' if claims else 'stories'} are written as one of {known}; {format} is for the others.")
    if claims:
        with Archive(archive) as kept:
            found = kept.every_claim(outlet=outlet, since=since, until=until, outlets=min_outlets or 2)
            done = formats.export_claims(found, cast(ClaimFormat, format), output)
        if output or not done:
            say(f"{done:,} {'claim' if done == 1 else 'claims'} written{f' to {output}' if output else ''}.")
        return

    with Archive(archive) as kept, progress_of("stories") as progress:
        task = progress.add_task("") if progress else None

        def stories() -> Iterator[Story]:
            for story in kept.stories(outlet=outlet, since=since, until=until):
                yield story
                if progress and task is not None:
                    progress.advance(task)

        done = formats.export(stories(), cast(Format, format), output, for_spreadsheets=for_spreadsheets)
    if output or not done:
        say(f"{done:,} {'story' if done == 1 else 'stories'} written{f' to {output}' if output else ''}.")
