"""Parquet: from a file of columns to the stories in it, one a row; or to those that ``sayso run`` has read into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

import msgspec

from sayso.errors import InputError
from sayso.ingest.document import Document, ReadFrom

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

MAGIC = b"PAR1"
"""How Parquet begins, and ends."""
AT_ONCE = 64
"""Rows that are held at a time."""
TAKEN = ("id", "text", "url", "outlet", "publisher", "headline", "title", "byline", "published", "lang")
"""The columns that count, named and meant as the keys of a line of JSON (:mod:`sayso.ingest.line`)."""
READ = ("document", "digest", "bands", "reading", "problem", "remedy")
"""The columns of a part of ``sayso run`` by which it is known, and by which its stories are given back (:mod:`sayso.run.part`)."""


def is_parquet(head: bytes) -> bool:
    """Say whether a file that begins with these bytes is Parquet."""
    return head.startswith(MAGIC)


def rows(
    file: IO[bytes], name: str, *, source: str, published: str | None = None, start: int = 0, stop: int | None = None
) -> Iterator[Document | InputError]:
    """Yield the rows of a file, as documents ``NAME:ROW`` counted from 1; a few rows are held at a time.

    The columns are those of TAKEN; there have to be ``id`` and ``text``. Others are passed over. Of a part of ``sayso run`` the
    stories come as they were read, and what could not be read is the error that it was then. ``start`` and ``stop`` (bytes) choose
    the row groups that begin between them. Raises :class:`InputError` for what is broken, or has no such columns.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    if not file.seekable():
        raise InputError(name, "is Parquet that comes as a stream", "Give it as a file.")
    try:
        with ParquetFile(file) as table:
            columns = set(table.schema_arrow.names)
            if columns.issuperset(READ):
                yield from _read_before(table, name, source)
            elif columns.issuperset(("id", "text")):
                yield from _unread(table, name, source, published, start, stop)
            else:
                problem = "is Parquet without columns id and text"
                raise InputError(name, problem, "Name the columns so: duckdb can, with select … as text.")
    except (pa.ArrowException, OSError) as error:
        told = " ".join(str(error).split())
        raise InputError(name, f"is broken Parquet ({told})", "Get the file again. What stands before was read.") from None


def count(file: IO[bytes]) -> int:
    """Return how many rows a file has."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(file) as table:
        return int(table.metadata.num_rows)


def _unread(table: ParquetFile, name: str, source: str, published: str | None, start: int, stop: int | None) -> Iterator[Document]:
    columns = [column for column in TAKEN if column in table.schema_arrow.names]
    row = 0
    for number in range(table.metadata.num_row_groups):
        group = table.metadata.row_group(number)
        if not start <= _begin(group) or (stop is not None and _begin(group) >= stop):
            row += group.num_rows
            continue
        for batch in table.iter_batches(AT_ONCE, row_groups=[number], columns=columns):
            for found in batch.to_pylist():
                row += 1
                line = {key: value for key, value in found.items() if value is not None}
                if isinstance(line.get("id"), int):
                    line["id"] = str(line["id"])
                data = msgspec.json.encode(line, enc_hook=str)
                yield Document(f"{name}:{row}", data, "json", source, published=published)


def _begin(group: Any) -> int:
    """Return where a row group begins in the file, in bytes."""
    first = group.column(0)
    return int(min(first.dictionary_page_offset or first.data_page_offset, first.data_page_offset))


def _read_before(table: ParquetFile, name: str, source: str) -> Iterator[Document | InputError]:
    for batch in table.iter_batches(AT_ONCE, columns=list(READ)):
        for found in batch.to_pylist():
            if found["problem"] is not None:
                yield InputError(found["document"] or name, found["problem"], found["remedy"] or "")
            elif found["reading"] is not None:
                known = ReadFrom(found["digest"], tuple(found["bands"]))
                yield Document(found["document"], found["reading"].encode(), "reading", source, read_from=known)
