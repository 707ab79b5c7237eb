"""Parquet: from stories to a columnar file. The columns are those of :mod:`sayso.export.rows`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.export.rows import as_table, rows, schema
from sayso.story import Story

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 20_000
"""Rows of a group at most."""
CHARACTERS = 20_000_000
"""Characters of a group after which it is written: a few long contents, each inside the other, hold more than many short ones."""


def write(stories: Iterable[Story], out: BinaryIO) -> None:
    """Write the statements of the stories as Parquet (zstd); one row group is held at a time."""
    write_rows((row for story in stories for row in rows(story)), schema(), out)


def write_rows(found: Iterable[dict[str, Any]], columns: pa.Schema, out: BinaryIO) -> None:
    """Write rows of these columns as :func:`write` does."""
    from pyarrow.parquet import ParquetWriter

    held: list[dict[str, Any]] = []
    size = 0
    with ParquetWriter(out, columns, compression="zstd") as writer:
        for row in found:
            held.append(row)
            size += sum(len(value) for value in row.values() if isinstance(value, str))
            if len(held) >= ROWS or size >= CHARACTERS:
                writer.write_table(as_table(held, columns))
                held, size = [], 0
        if held:
            writer.write_table(as_table(held, columns))
