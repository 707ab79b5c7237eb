"""What several verbs share: their options, and how they speak."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from io import TextIOWrapper
from typing import Annotated, Any, BinaryIO

import typer
from rich.console import Console

from sayso.errors import AmbiguousError, InputError

ArchiveOption = Annotated[
    str,
    typer.Option(
        "--archive",
        envvar="SAYSO_ARCHIVE",
        metavar="PATH_OR_URL",
        help="The archive: a file, or postgresql://user@host/name.",
    ),
]
OutletOption = Annotated[str | None, typer.Option(help="Only stories of this outlet.", show_default=False)]
SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Only stories published on this day or later: 2024, 2024-05 or 2024-05-31.", show_default=False
    ),
]
UntilOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only stories published on this day or before.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON array.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print comma-separated values, with the names of the columns first.")]
ActOption = Annotated[
    list[str] | None,
    typer.Option(
        "--act",
        metavar="ACT",
        help="Only this: speech, writing, thought, intention, several of these with commas between, or all. Without it, speech and "
        "writing.",
        show_default=False,
    ),
]
UnsureOption = Annotated[bool, typer.Option("--unsure", help="Also statements that sayso may have misread, marked as unsure.")]
SpreadsheetOption = Annotated[
    bool,
    typer.Option(
        "--for-spreadsheets", help="For csv: put an apostrophe before each cell that a spreadsheet would take for a formula."
    ),
]
PrivateOption = Annotated[bool, typer.Option("--allow-private", help="Also fetch addresses of private networks.")]
LangOption = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="Take all as in this language, whatever they look like: en. Others are not read so far.",
        show_default=False,
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", min=1, help="How many processes read the stories. Without it, one for each core.", show_default=False
    ),
]


def cores() -> int:
    """Return how many processes can run at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def say(message: str) -> None:
    """Say something that is no result."""
    typer.echo(f"sayso: {message}", err=True)


@contextmanager
def asking_back(*, machine: bool) -> Iterator[None]:
    """Where a name is several people's, print whose, for a person to choose one; an error as others for a ``machine``."""
    try:
        yield
    except AmbiguousError as error:
        if machine:
            raise
        from sayso.show.hits import show_bearers

        say(f"{error.input} is the name of {len(error.bearers)} speakers. {error.remedy}")
        show_bearers(error.bearers, Console(stderr=True, highlight=False))
        raise typer.Exit(1) from None


def date_of(value: str | None) -> str | None:
    """Check a date of publication."""
    from sayso.ingest.published import extended

    if value is not None and extended(value) is None:
        raise typer.BadParameter(f"{value!r} is no date. Write it as 2024-05-31.")
    return value


PublishedOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="When the stories were published (2024-05-31), if they do not say so. Datelines take their year from it.",
        callback=date_of,
        show_default=False,
    ),
]


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a reader that went away to :func:`results`; rich would end the program with 1."""
        raise BrokenPipeError


def console_of(out: BinaryIO | None = None) -> Console:
    """Return a console for results, as wide as is pleasant: on a file, or without one on standard output."""
    from sayso.show.lines import WIDEST

    if out:
        console = _Console(file=open(os.dup(out.fileno()), "w", encoding="utf-8"), width=80, highlight=False)  # noqa: SIM115, PTH123
    else:
        columns = os.environ.get("COLUMNS", "")
        asked = int(columns) if columns.isdecimal() and int(columns) else 80
        console = _Console(highlight=False, width=None if sys.stdout.isatty() else asked)
        if isinstance(sys.stdout, TextIOWrapper):
            # An output that cannot carry every letter gets question marks.
            sys.stdout.reconfigure(errors="replace")
    console.width = min(console.width, WIDEST)
    return console


def line(row: Any, out: BinaryIO) -> None:
    """Print a dataclass as a line of JSON, at once: whoever reads it may act on it."""
    out.write(json.dumps(asdict(row), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    out.flush()


def rows(found: Iterable[Any], kind: type, out: BinaryIO, *, as_csv: bool, for_spreadsheets: bool = False) -> None:
    """Print dataclasses of one kind as a JSON array, or as comma-separated values (RFC 4180) without what is a list or a map.

    ``for_spreadsheets`` sets an apostrophe before what a spreadsheet would take for a formula.
    """
    if not as_csv:
        lines = [json.dumps(asdict(row), ensure_ascii=False) for row in found]
        out.write(("[\n  " + ",\n  ".join(lines) + "\n]\n" if lines else "[]\n").encode("utf-8", "replace"))
        return
    names = [field.name for field in fields(kind) if field.name not in ("matches", "filters")]
    page = io.StringIO(newline="")
    table = csv.writer(page)
    table.writerow(names)
    cells = ([getattr(row, name) for name in names] for row in found)
    if for_spreadsheets:
        from sayso.export.csv import no_formula

        cells = ([no_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in cells)
    table.writerows(cells)
    out.write(page.getvalue().encode("utf-8", "replace"))


def acts_of(act: list[str] | None) -> str:
    """Return what is asked for by ``--act``, given once or more often or not at all, with commas between."""
    from sayso.ask.search import DEFAULT_ACTS, acts

    try:
        return ",".join(dict.fromkeys(name for each in act for name in acts(each))) if act else DEFAULT_ACTS
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="--act") from None


def one_form(as_json: bool, as_csv: bool, for_spreadsheets: bool) -> None:
    """Refuse two forms at once, and what is for one of them without it."""
    if as_json and as_csv:
        raise typer.BadParameter("Choose one of --json and --csv.")
    if for_spreadsheets and not as_csv:
        raise typer.BadParameter("--for-spreadsheets is for --csv.")
