"""What tests of runs share: stories in shards of several kinds, and parts as one looks at them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from sayso.run.plan import plan, prepare
from sayso.run.task import Record, Step
from sayso.run.workers import by_processes
from tests.ingest.archives import packed, records


def text_of(number: int) -> str:
    return f'The boat {number} leaks, the master said. "It will sink," said Mara Lind of Port {number}.'


def lines(path: Path, *numbers: int) -> Path:
    path.write_text("".join(json.dumps({"id": f"s{number}", "text": text_of(number)}) + "\n" for number in numbers), "utf-8")
    return path


def table(path: Path, *numbers: int) -> Path:
    found = pa.table({"id": [f"s{number}" for number in numbers], "text": [text_of(number) for number in numbers]})
    pyarrow.parquet.write_table(found, path)
    return path


def news(folder: Path) -> Path:
    """A folder with a shard of each kind: 3 lines, 3 rows, 3 pages of a web archive, and 2 files of one story each."""
    folder.mkdir(parents=True)
    lines(folder / "a.jsonl", 0, 1, 2)
    table(folder / "b.parquet", 3, 4, 5)
    (folder / "c.warc.gz").write_bytes(b"".join(packed(records(3))))
    for number in (6, 7):
        (folder / f"{number}.txt").write_text(text_of(number), encoding="utf-8")
    return folder


def ran(
    to: Path | str, *inputs: Path | str, jobs: int = 1, told: Callable[[Step], None] = lambda _: None, **options: Any
) -> list[Record]:
    """Run all that is to be done, and return the records of it by the names of their parts."""
    planned = plan([str(each) for each in inputs], str(to), **options)
    prepare(planned.to)
    return sorted(by_processes(planned.tasks, jobs, told), key=lambda record: record.part)


def parts(to: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(to.glob("*.parquet"))}


def rows(to: Path) -> list[dict[str, Any]]:
    """The rows of all parts, in the order of their names."""
    return [row for path in sorted(to.glob("*.parquet")) for row in pyarrow.parquet.read_table(path).to_pylist()]
