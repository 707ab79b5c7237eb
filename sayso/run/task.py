"""The task: from one shard to its part, and to the record of it in the manifest. Every engine runs this, and nothing else."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import msgspec

import sayso
from sayso.errors import InputError, ModelError, fault
from sayso.ingest import Document, story_of
from sayso.run import part
from sayso.run.files import ReadError, contents, listed, replacing
from sayso.run.shards import Shard
from sayso.show.progress import Extent

if TYPE_CHECKING:
    from sayso.reading.reader import Reader

MANIFEST = "manifest"
"""The folder of the records, in that of the parts."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})
"""Why nothing more can be written: no other shard would fare better."""
OFTEN = 1.0
"""Seconds between two words on how far a shard has come."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the manifest says of a shard: what it is, by which reading its part was made, and what came of it.

    ``digest`` is that of all its documents; ``stamp`` changes with its files (:attr:`Shard.stamp`). ``size`` is that of the part,
    in bytes. ``failures`` counts the documents that could not be read. Where ``problem`` is told the shard itself failed: it has no
    part.
    """

    shard: str
    part: str
    digest: str | None
    stamp: str
    model: str
    version: str
    stories: int = 0
    statements: int = 0
    words: int = 0
    failures: int = 0
    seconds: float = 0.0
    size: int = 0
    problem: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How much further a shard has come since the last step: stories, words, what could not be read; and its bytes until now."""

    part: str
    size: int
    stories: int
    words: int
    failed: tuple[InputError, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to be read, the folder that its part goes into, and what the manifest knows of it from before."""

    shard: Shard
    to: str
    model: str
    known: Record | None = None


def read(task: Task, reader: Reader, told: Callable[[Step], None]) -> Record:
    """Read a shard, write its part, and return the record, which is then in the manifest.

    Where nothing has changed but the files' time, only that is noted. ``told`` hears every second how far it is. What is wrong with
    the shard is in its record; what is wrong with the model, or with the folder of the parts, is raised as a :class:`SaysoError`.
    """
    begun = time.monotonic()
    shard = task.shard
    try:
        if task.known and task.known.digest == _digest(shard):
            record = replace(task.known, stamp=shard.stamp)
        else:
            work = _Work(shard, reader, told)
            with replacing(part_of(task.to, shard.part)) as out:
                part.write(work.outcomes(), out, task.model)
                record = replace(work.counted(_record(task)), size=out.tell())
            record = replace(record, seconds=round(time.monotonic() - begun, 3))
        _note(task.to, record)
    except ModelError:
        raise
    except ReadError as error:
        return failed(task, InputError(shard.name, str(error), "See that it is there, and run it again."))
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            remedy = "Make room, or see who may write there, and run it again: it goes on."
            raise InputError(task.to, f"cannot be written ({error.strerror})", remedy) from error
        return failed(task, error if isinstance(error, InputError) else fault(shard.name, error))
    return record


def failed(task: Task, error: InputError) -> Record:
    """Return the record of a shard that failed as a whole, which is then in the manifest: it is tried again by the next run."""
    record = replace(_record(task), problem=error.problem, remedy=error.remedy)
    _note(task.to, record)
    return record


def died(task: Task) -> InputError:
    """Return why a shard failed at which whatever read it died."""
    remedy = "It may need too much memory. Cut the file, or leave it out."
    return InputError(task.shard.name, "ended the process that read it", remedy)


def _record(task: Task) -> Record:
    return Record(task.shard.name, task.shard.part, None, task.shard.stamp, task.model, sayso.__version__)


def part_of(to: str, name: str) -> str:
    """Return where a part lies."""
    return f"{to}/{name}.parquet"


def _note(to: str, record: Record) -> None:
    with replacing(f"{to}/{MANIFEST}/{record.part}.json") as out:
        out.write(msgspec.json.encode(record) + b"\n")


def manifest(to: str) -> dict[str, Record]:
    """Return the records of a folder: part → record. One that cannot be understood counts for none."""
    decoder = msgspec.json.Decoder(Record)
    folder = f"{to}/{MANIFEST}"
    found = {}
    for content in contents(f"{folder}/{name}" for name in sorted(listed(folder)) if name.endswith(".json")):
        try:
            record = decoder.decode(content)
        except msgspec.MsgspecError:
            continue
        found[record.part] = record
    return found


@cache
def model() -> str:
    """Return the digest of all files that reading depends on, in 32 hexadecimal digits."""
    from sayso.reading.tagging.tagger import MODEL

    digest = hashlib.blake2b(digest_size=16)
    for name in ("confidence.json", "distance.json", "tagger.onnx", "tokenizer.json"):
        try:
            digest.update((MODEL / name).read_bytes())
        except OSError:
            raise ModelError(f"{MODEL}: {name} missing. Install sayso again: pip install --force-reinstall sayso") from None
    return digest.hexdigest()


def _digest(shard: Shard) -> str:
    """Return the digest of a shard's documents without reading them."""
    digest = hashlib.blake2b(digest_size=16)
    for found in shard.documents():
        digest.update(_line(found))
    return digest.hexdigest()


def _line(found: Document | InputError) -> bytes:
    """Return what the digest of a shard is made of, for a document."""
    told = found.digest if isinstance(found, Document) else str(found)
    name = found.name if isinstance(found, Document) else found.input
    return f"{name} {told}\n".encode("utf-8", "surrogatepass")


class _Work:
    """A shard as it is read: its digest and its counts so far."""

    def __init__(self, shard: Shard, reader: Reader, told: Callable[[Step], None]) -> None:
        self._shard, self._reader, self._told = shard, reader, told
        self._digest = hashlib.blake2b(digest_size=16)
        self._stories = self._statements = self._words = self._failures = 0
        self._extent = Extent()
        self._since, self._before = time.monotonic(), (0, 0)
        self._failed: list[InputError] = []

    def outcomes(self) -> Iterator[part.Outcome]:
        """Yield what comes of each document."""
        for found in self._shard.documents(self._extent.opened):
            self._digest.update(_line(found))
            outcome = found if isinstance(found, InputError) else self._read(found)
            if isinstance(outcome, InputError):
                self._failures += 1
                self._failed.append(outcome)
            else:
                _, story = outcome
                self._stories += 1
                self._statements += len(story.statements)
                self._words += len(story.text.split())
            yield outcome
            if time.monotonic() - self._since > OFTEN:
                self._tell()
        self._tell()

    def counted(self, record: Record) -> Record:
        """Return a record with what was counted."""
        return replace(
            record,
            digest=self._digest.hexdigest(),
            stories=self._stories,
            statements=self._statements,
            words=self._words,
            failures=self._failures,
        )

    def _read(self, document: Document) -> part.Outcome:
        try:
            return document, self._reader.read(story_of(document))
        except ModelError:
            raise
        except InputError as error:
            return error
        except Exception as error:
            return fault(document.name, error)

    def _tell(self) -> None:
        stories, words = self._before
        counts = self._stories - stories, self._words - words
        self._told(Step(self._shard.part, self._extent.done, *counts, tuple(self._failed)))
        self._since, self._before, self._failed = time.monotonic(), (self._stories, self._words), []
