"""Intake: from documents to stories in the archive. Several processes read them; this one alone writes."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import DataError, DBAPIError

from sayso.alike import bands, shingles
from sayso.archive import schema
from sayso.archive.clock import now
from sayso.archive.database import counted, explained, writing
from sayso.archive.store import Kept, Outcome, keep
from sayso.errors import InputError, SaysoError, fault
from sayso.ingest import Document, story_of
from sayso.ingest.paths import printable
from sayso.processes import attend, undisturbed
from sayso.story import Story, from_json, to_json

if TYPE_CHECKING:
    from sayso.reading.reader import Reader

FEW = 4
"""Documents up to which no other process is started: each takes half a second to begin."""
BATCH = 32
"""Documents that are stored at once, at most: every batch waits for the disk."""
OFTEN = 1.0
"""Seconds after which what was read is stored, however little: what is not yet stored is lost if the program is killed."""
_TOO_LONG = "54000"
"""What PostgreSQL says of a value that its index cannot hold: program_limit_exceeded (its manual, appendix A)."""
AHEAD = 4
"""Documents a process that are sought out before they can be read: more would only take memory."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a document, told only once it is stored. ``story`` and ``version`` are the archive's numbers.

    ``problem`` and ``remedy`` say why it failed, and what to do.
    """

    name: str
    outcome: Outcome | Literal["failed"]
    story: int | None = None
    version: int | None = None
    problem: str | None = None
    remedy: str | None = None


class Incoming(NamedTuple):
    """A document, or why there is none, and the input to ask for when it is tried again."""

    input: str
    found: Document | InputError


class Read(NamedTuple):
    """What an archive keeps of a story that was read: itself as JSON, and its bands (:mod:`sayso.alike`)."""

    story: bytes
    bands: tuple[int, ...]

    @classmethod
    def of(cls, story: Story) -> Self:
        """Make it of a story that was read."""
        return cls(to_json(story), bands(shingles(story.text)))


class _Item(NamedTuple):
    asked: Incoming
    digest: str
    result: Read | Kept | InputError | Future[Read | InputError]


_Sought = tuple[Incoming, str, Kept | InputError | Read | Document]


def add(engine: Engine, place: str, asked: Iterable[Incoming], jobs: int = 1) -> Iterator[Added]:
    """Read documents and store them; yield what came of each, in their order, once that is stored.

    What the archive has is not read again. ``jobs`` is how many processes read: with more than one, a program that calls this must
    be importable (``if __name__ == "__main__"``). ``place`` names the archive in errors.
    """
    batch: list[_Item] = []
    grown = False
    since = time.monotonic()
    for item in _read_by(jobs, _sought(engine, place, asked)):
        batch.append(item)
        grown = grown or isinstance(item.result, Read)
        if len(batch) >= BATCH or time.monotonic() - since > OFTEN:
            yield from _store(engine, place, batch)
            batch, since = [], time.monotonic()
    yield from _store(engine, place, batch)
    if grown:
        with explained(place):
            counted(engine)


def take(engine: Engine, place: str, document: Document, read: Read) -> Added:
    """Store one document that was read elsewhere."""
    with explained(place), engine.connect() as connection:
        known = _stored(connection, document.digest, visited="://" in document.input)
    (added,) = _store(engine, place, [_Item(Incoming(document.input, document), document.digest, known or read)])
    with explained(place):
        counted(engine)
    return added


def _sought(engine: Engine, place: str, asked: Iterable[Incoming]) -> Iterator[_Sought]:
    """Yield the documents with their digests, and what is known of each without reading, or else itself, to be read."""
    for each in asked:
        if isinstance(each.found, InputError):
            yield each, "", each.found
            continue
        number = each.found.digest
        with explained(place), engine.connect() as connection:
            known = _stored(connection, number, visited="://" in each.input)
        # Out of the block: nothing is held open while the document is read and stored.
        yield each, number, known or _read_before(each.found)


def _read_before(document: Document) -> Read | Document:
    """Return a document, or what is kept of it where ``sayso run`` has read it."""
    return Read(document.data, document.read_from.bands) if document.read_from else document


def _stored(connection: Connection, number: str, *, visited: bool) -> Kept | None:
    """Return what a document with this digest became. A page that was ``visited`` just now counts only if that stands now.

    A site may put an earlier text back; a file in which an earlier text stands says nothing new when it is added again.
    """
    chosen = (
        select(schema.version.c.story_id, schema.version.c.number)
        .join(schema.document, schema.document.c.version_id == schema.version.c.id)
        .where(schema.document.c.digest == number)
    )
    row = connection.execute(chosen.where(schema.version.c.current) if visited else chosen).first()
    return Kept("same", *row) if row else None


def _read_by(jobs: int, sought: Iterator[_Sought]) -> Iterator[_Item]:
    first = list(islice(sought, FEW + 1))
    readers = _Readers(jobs if len(first) > FEW else 1)
    waiting: deque[_Item] = deque()
    try:
        for each, number, what in chain(first, sought):
            result = readers.submit(what) if isinstance(what, Document) else what
            waiting.append(_Item(each, number, result))
            if len(waiting) > AHEAD * jobs:
                yield readers.settled(waiting.popleft(), waiting)
        while waiting:
            yield readers.settled(waiting.popleft(), waiting)
    finally:
        readers.close()


class _Readers:
    """Processes that read, or this one if it is to be one only. A document at which a process dies is its failure alone."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = self._start(jobs) if jobs > 1 else None

    @staticmethod
    def _start(jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), attend)

    def submit(self, document: Document) -> Read | InputError | Future[Read | InputError]:
        if self._pool is None:
            return _read(document)
        try:
            with undisturbed():
                return self._pool.submit(_read, document)
        except BrokenProcessPool as error:
            broken: Future[Read | InputError] = Future()
            broken.set_exception(error)
            return broken

    def settled(self, item: _Item, others: deque[_Item]) -> _Item:
        """Return the item with its result. Where a process died, all that were under way are read one by one, to find which."""
        if not isinstance(item.result, Future):
            return item
        try:
            return item._replace(result=item.result.result())
        except BrokenProcessPool:
            self._restart(1)
            alone = self._alone(item)
            for at, other in enumerate(others):
                if isinstance(other.result, Future):
                    with suppress(BrokenProcessPool):
                        others[at] = other._replace(result=other.result.result())
                        continue
                    others[at] = self._alone(other)
            self._restart(self._jobs)
            return alone

    def _alone(self, item: _Item) -> _Item:
        document = item.asked.found
        assert isinstance(document, Document)  # noqa: S101 - nothing else is submitted
        assert self._pool is not None  # noqa: S101 - one was started for this
        try:
            with undisturbed():
                task = self._pool.submit(_read, document)
            return item._replace(result=task.result())
        except BrokenProcessPool:
            self._restart(1)
            problem = "ended the process that read it"
            return item._replace(result=InputError(document.name, problem, "Leave it out, or cut it; it may need too much memory."))

    def _restart(self, jobs: int) -> None:
        self.close()
        self._pool = self._start(jobs)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


_reader: Reader | None = None


def _read(document: Document) -> Read | InputError:
    global _reader
    if _reader is None:
        from sayso.reading.reader import Reader

        _reader = Reader()
    try:
        return Read.of(_reader.read(story_of(document)))
    except InputError as error:
        return error
    except SaysoError as error:
        return InputError(document.name, f"cannot be read ({error})", "Leave it out, or cut it.")
    except Exception as error:
        return fault(document.name, error)


def _store(engine: Engine, place: str, batch: list[_Item]) -> list[Added]:
    if not batch:
        return []
    with explained(place), writing(engine) as connection:
        return [_stored_item(connection, item) for item in batch]


def _stored_item(connection: Connection, item: _Item) -> Added:
    asked, number, result = item
    name = (
        result.input if isinstance(result, InputError) else asked.found.name if isinstance(asked.found, Document) else asked.input
    )
    if isinstance(result, Read):
        try:
            with connection.begin_nested():
                result = keep(connection, from_json(result.story), result.bands)
        except SaysoError:
            raise
        except (DBAPIError, ValueError) as error:
            taken = isinstance(error, DataError | ValueError) or getattr(error.orig, "sqlstate", None) == _TOO_LONG
            if not taken:
                # It is the database that fails, not the story.
                raise
            # Such as a zero character, or an address of thousands of letters, which PostgreSQL does not take.
            result = InputError(name, f"cannot be stored ({error})".partition("\n")[0], "Leave it out of this archive.")
        except Exception as error:
            result = fault(name, error)
    known_as = place_of(name)
    if isinstance(result, InputError):
        _note_failure(connection, known_as, asked.input, result)
        return Added(name, "failed", problem=result.problem, remedy=result.remedy)
    assert isinstance(result, Kept)  # noqa: S101 - futures are settled
    if result.outcome != "same" or not _stored(connection, number, visited="://" in asked.input):
        _note_document(connection, number, result)
    connection.execute(delete(schema.failure).where(schema.failure.c.name == known_as))
    return Added(name, result.outcome, result.story, result.version)


def place_of(given: str) -> str:
    """Return an input, or a part of one, as it can be asked for again from wherever one stands then."""
    return given if "://" in given or given.partition(":")[0] == "-" else str(Path(given).absolute())


def _note_document(connection: Connection, number: str, kept: Kept) -> None:
    own = schema.version.c
    chosen = select(own.id).where(own.story_id == kept.story, own.number == kept.version)
    version = int(connection.execute(chosen).scalar_one())
    connection.execute(delete(schema.document).where(schema.document.c.digest == number))
    connection.execute(insert(schema.document).values(digest=number, version_id=version, added=now()))


def _note_failure(connection: Connection, name: str, asked: str, error: InputError) -> None:
    failure = schema.failure.c
    # A name or a word of what failed may be no text that a database takes.
    told = {"input": asked, "problem": error.problem, "remedy": error.remedy}
    facts = {key: printable(value).replace("\0", "\ufffd") for key, value in told.items()} | {"failed": now()}
    again = update(schema.failure).where(failure.name == name).values(tries=failure.tries + 1, **facts)
    if not connection.execute(again).rowcount:
        connection.execute(insert(schema.failure).values(name=name, tries=1, **facts))
