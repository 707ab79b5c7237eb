"""sayso export: the archive's stories in the formats that other programs take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sayso.archive import DEFAULT
from sayso.cli.common import ArchiveOption, OutletOption, SinceOption, UntilOption

Format = Literal["jsonl", "csv", "parquet", "jsonld", "webannotation", "brat"]


def export(
    format: Annotated[Format, typer.Option("--format", "-f", help="Parquet and brat need an --output.")] = "jsonl",  # noqa: A002
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file (brat: to this folder).", show_default=False)
    ] = None,
    archive: ArchiveOption = DEFAULT,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    for_spreadsheets: Annotated[
        bool,
        typer.Option("--for-spreadsheets", help="CSV only: set an apostrophe before what a spreadsheet would take for a formula."),
    ] = False,
) -> None:
    """Hand the archive's stories on, as they stand now."""
    raise NotImplementedError
