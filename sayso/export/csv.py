"""CSV: from stories to a table as text, RFC 4180 in UTF-8, with a header. The columns are those of :mod:`sayso.export.rows`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import TextIOWrapper
from typing import BinaryIO

from sayso.export.rows import COLUMNS, Value, rows
from sayso.story import Story

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet takes for a formula and runs (OWASP, CSV Injection)."""


def write(stories: Iterable[Story], out: BinaryIO, *, for_spreadsheets: bool = False) -> None:
    """Write the statements of the stories as CSV.

    Cells hold what the source says, to the letter. A text that begins with one of :data:`FORMULA` runs as a formula when a
    spreadsheet opens the file as it is, and spans (``3-12``) become dates: ``for_spreadsheets`` sets an apostrophe before each of
    these, which is then no word of the source. Without it such a file is to be imported with all columns as text.
    """
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow([column.name for column in COLUMNS])
        for story in stories:
            for row in rows(story):
                writer.writerow([_cell(row[column.name], for_spreadsheets) for column in COLUMNS])
    finally:
        # The stream is the caller's: it stays open.
        text.detach()


def _cell(value: Value, for_spreadsheets: bool) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        spans = ";".join(f"{start}-{end}" for start, end in value)
        return f"'{spans}" if spans and for_spreadsheets else spans
    return no_formula(value) if isinstance(value, str) and for_spreadsheets else value


def no_formula(value: str) -> str:
    """Return a text with an apostrophe before it where it begins with one of :data:`FORMULA`, so that no spreadsheet runs it."""
    return f"'{value}" if value.startswith(FORMULA) else value
