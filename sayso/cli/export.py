"""sayso export: the archive's stories in the formats that other programs take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, OutletOption, SinceOption, SpreadsheetOption, UntilOption, say
from sayso.export import NEED_PATH, Format
from sayso.show.progress import progress_of
from sayso.story import Story


def export(
    format: Annotated[  # noqa: A002 - the option's name
        Format,
        typer.Option(
            "--format",
            "-f",
            help="jsonl holds everything; csv and parquet hold a row for each statement. parquet and brat need --output.",
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
    archive: ArchiveOption = DEFAULT,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    for_spreadsheets: SpreadsheetOption = False,
) -> None:
    """Write the stories of the archive, as they stand now, for other programs."""
    if output is None and format in NEED_PATH:
        raise typer.BadParameter(f"{format} is no text: name a place for it with --output.")
    if for_spreadsheets and format != "csv":
        raise typer.BadParameter("--for-spreadsheets is for csv.")
    from sayso import export as formats
    from sayso.archive import Archive

    with Archive(archive) as kept, progress_of("stories") as progress:
        task = progress.add_task("") if progress else None

        def stories() -> Iterator[Story]:
            for story in kept.stories(outlet=outlet, since=since, until=until):
                yield story
                if progress and task is not None:
                    progress.advance(task)

        done = formats.export(stories(), format, output, for_spreadsheets=for_spreadsheets)
    if output or not done:
        say(f"{done:,} {'story' if done == 1 else 'stories'} written{f' to {output}' if output else ''}.")
