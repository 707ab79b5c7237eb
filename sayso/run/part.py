"""Parts: from the documents of a shard, each with its reading or its failure, to the one file of columns that keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.alike import bands, shingles
from sayso.errors import InputError
from sayso.export.parquet import write_rows
from sayso.export.rows import of_story, rows, schema
from sayso.ingest import Document
from sayso.ingest.parquet import READ
from sayso.story import Story, to_json

if TYPE_CHECKING:
    import pyarrow as pa

Outcome = tuple[Document, Story] | InputError
"""What came of a document: its story, read, or why there is none."""


def write(found: Iterable[Outcome], out: BinaryIO, model: str) -> None:
    """Write what came of documents as Parquet, in their order; one row group is held at a time. Equal outcomes make equal bytes."""
    write_rows((row for each in found for row in _rows(each)), columns(model), out)


def columns(model: str) -> pa.Schema:
    """Return the Arrow schema: the columns of exports, and behind them those by which an archive takes the stories in."""
    import pyarrow as pa

    exported = schema()
    meanings = dict(MEANINGS)
    added = [
        pa.field(name, pa.list_(pa.int64()) if name == "bands" else pa.string(), metadata={"meaning": meanings[name]})
        for name in READ
    ]
    return pa.schema([*exported, *added], metadata={**exported.metadata, "sayso.model": model})


def _rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    if isinstance(outcome, InputError):
        yield {"document": outcome.input, "problem": outcome.problem, "remedy": outcome.remedy}
        return
    document, story = outcome
    first: dict[str, Any] = {
        "document": document.name,
        "digest": document.digest,
        "bands": list(bands(shingles(story.text))),
        "reading": to_json(story).decode(),
    }
    for row in rows(story):
        yield row | first
        first = {"document": document.name}
    if "reading" in first:
        yield of_story(story) | first


def page() -> str:
    """Return what the page on columns says of parts, in Markdown."""
    lines = [f"| `{name}` | {meaning} |" for name, meaning in MEANINGS]
    return "\n".join((_PAGE, *lines, ""))


MEANINGS = (
    ("document", "What the story was made of: a file, and the line, row or record in it."),
    ("digest", "The digest of that, in the first row of a story; empty in the others, as are the next two."),
    ("bands", "By what its text is found among others of the same copy."),
    ("reading", "The story whole, text and all, as JSON."),
    ("problem", "Why there is no story: then all columns are empty but this, the next and `document`."),
    ("remedy", "What to do."),
)

_PAGE = """
## Parts

The files that `sayso run` writes hold the columns of statements, and these behind them. A story without a statement has a row too,
and so has what could not be read: ask with `where statement is not null` where statements count. `bands` is a list of int64, the
others are text.

| column | meaning |
| --- | --- |"""
