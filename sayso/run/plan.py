"""The plan: from inputs and a folder to what there is to do, what is done already, and how long it may take."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import sayso
from sayso.errors import InputError
from sayso.ingest import Document, story_of
from sayso.run import files
from sayso.run.shards import is_table, shards_of, share
from sayso.run.task import MANIFEST, Record, Task, manifest, model
from sayso.show.progress import Extent

STORIES = 8
"""Stories of each of three shards by which an estimate is made: of the largest, of the smallest, and of one between."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to do for a folder of parts, the largest shards first, and the records of what is done."""

    to: str
    tasks: tuple[Task, ...]
    done: tuple[Record, ...]

    @property
    def size(self) -> int:
        """Bytes that are to be read."""
        return sum(task.shard.size for task in self.tasks)


class Estimate(NamedTuple):
    """How much there is to read, by a sample: ``stories``, ``words``, and ``seconds`` of one process; of how many stories it is."""

    stories: int
    words: int
    seconds: float
    sample: int


def plan(inputs: Iterable[str], to: str, *, published: str | None = None, lang: str | None = None) -> Plan:
    """Find the shards of inputs, and which of them are to be read: those without a part, changed, or of another model or version.

    Raises :class:`InputError` for an input that is not there, and for what can be no shard.
    """
    to = to.rstrip("/") or "/"
    shards = shards_of(inputs, published=published, lang=lang)
    there, known, reads = files.listed(to), manifest(to), model()
    tasks, done = [], []
    for shard in shards:
        record = known.get(shard.part)
        if record and (record.problem or there.get(f"{shard.part}.parquet") != record.size):
            record = None
        if record and (record.model, record.version) != (reads, sayso.__version__):
            record = None
        if record and record.stamp == shard.stamp:
            done.append(record)
        else:
            tasks.append(Task(shard, to, reads, record))
    # So that no process is left with a long one when the others are done.
    tasks.sort(key=lambda task: -task.shard.size)
    return Plan(to, tuple(tasks), tuple(done))


def prepare(to: str) -> None:
    """Make the folder of a run, and clear what one that was killed left there unfinished. Raises :class:`InputError`."""
    try:
        for folder in (to, f"{to}/{MANIFEST}"):
            files.made(folder)
            for name in files.listed(folder):
                if name.startswith(".") and name.endswith(files.NEW):
                    files.removed(f"{folder}/{name}")
    except OSError as error:
        raise InputError(to, f"cannot be written ({error.strerror or error})", "Choose another folder with --to.") from None


def estimate(plan: Plan) -> Estimate | None:
    """Read some stories of the plan, and say how much all of it may hold; None where none could be read."""
    from sayso.reading.reader import Reader

    if not plan.tasks:
        return None
    reader = Reader()
    sample = words = size = 0
    begun = time.monotonic()
    for at in sorted({0, len(plan.tasks) // 2, len(plan.tasks) - 1}):
        extent = Extent()
        shard = plan.tasks[at].shard
        found = shard.documents(extent.opened)
        some = list(islice(found, STORIES))
        # Before it closes the file.
        size += round(share(shard, len(some))) if is_table(shard.name) else extent.done
        found.close()
        for document in some:
            with suppress(InputError):
                if isinstance(document, Document):
                    words += len(reader.read(story_of(document)).text.split())
                    sample += 1
    if not sample or not size:
        return None
    more = plan.size / size
    return Estimate(round(sample * more), round(words * more), (time.monotonic() - begun) * more, sample)
