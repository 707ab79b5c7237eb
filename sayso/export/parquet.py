"""Parquet: from stories to a columnar file. The columns are those of :mod:`sayso.export.rows`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from sayso.export.rows import Value, as_table, rows, schema
from sayso.story import Story

ROWS = 20_000
"""Rows of a group at most."""
CHARACTERS = 20_000_000
"""Characters of a group after which it is written: a few long contents, each inside the other, hold more than many short ones."""


def write(stories: Iterable[Story], out: BinaryIO) -> None:
    """Write the statements of the stories as Parquet (zstd); one row group is held at a time."""
    from pyarrow.parquet import ParquetWriter

    held: list[dict[str, Value]] = []
    size = 0
    with ParquetWriter(out, schema(), compression="zstd") as writer:
        for story in stories:
            for row in rows(story):
                held.append(row)
                size += sum(len(value) for value in row.values() if isinstance(value, str))
                if len(held) >= ROWS or size >= CHARACTERS:
                    writer.write_table(as_table(held))
                    held, size = [], 0
        if held:
            writer.write_table(as_table(held))
