"""The worker: a process in which what visitors send is read, with a deadline. Whatever a text does to it, the pages go on."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from sayso.errors import InputError, SaysoError
from sayso.ingest import Document, documents, story_of
from sayso.processes import end_with_parent, speak_plainly, undisturbed
from sayso.story import Story, to_json
from sayso.web import DEADLINE

if TYPE_CHECKING:
    from sayso.archive.intake import Read
    from sayso.ingest.fetch import FetchedPage
    from sayso.reading.reader import Reader

LONGEST_TEXT = 200_000
"""Letters of a text that is read for a visitor: 35,000 words, seven seconds of one core. Longer ones are for ``sayso read``."""
WAIT = 20.0
"""Seconds that a text waits for its turn."""
TRIES = 2
"""How often a text is given to a process, where that ended before it took up the text."""

P = ParamSpec("P")
T = TypeVar("T")


class BusyError(InputError):
    """Too many texts wait to be read."""


class SlowError(InputError):
    """A text was not read by the deadline."""


class Worker:
    """Does for visitors what takes long, one thing at a time, in a process that loads the reader once.

    A process that takes longer than ``deadline`` seconds is ended, and another takes its place. It starts with the first who asks,
    and ends with the process that made it.
    """

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._pool: ProcessPool | None = None
        self._asked: Future[Any] | None = None
        self._closed = False

    def start(self) -> None:
        """Start the process, so that nobody waits for it later."""
        with self._state:
            self._running()

    def ask(self, name: str, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Return what a function of a module makes of what is ``given``, or raise what it raises; both go through pickle.

        ``name`` is what the visitor calls it. Raises :class:`SlowError` where it takes too long, :class:`BusyError` in a crowd, and
        :class:`InputError` where it ends the process.
        """
        if not self._turn.acquire(timeout=WAIT):
            raise BusyError(name, "waits behind too many others", "Try again in a minute.")
        try:
            for _ in range(TRIES):
                # Where the process ended while it had nothing to do, it was not this that ended it.
                with suppress(BrokenProcessPool):
                    return self._scheduled(partial(function, *given, **named)).result()
            raise BusyError(name, "could not be read: the process that reads does not start", "Try again, or start sayso again.")
        except CancelledError:
            raise BusyError(name, "was not read: sayso ends", "Try again once it runs.") from None
        except TimeoutError:
            problem = f"took longer to read than the {self.deadline:g} seconds that a text has here"
            raise SlowError(name, problem, "Cut it, or read it with: sayso read") from None
        except ProcessExpired:
            problem = "ended the process that read it"
            raise InputError(name, problem, "Cut it, or leave it out; it may need too much memory.") from None
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process, and what it does. Nothing can be asked any more."""
        with self._state:
            self._closed = True
            self._end()

    def _scheduled(self, function: Callable[[], T]) -> Future[T]:
        with self._state:
            found: Future[T] = self._running().schedule(function, timeout=self.deadline)
            self._asked = found
            return found

    def _running(self) -> ProcessPool:
        if self._closed:
            raise CancelledError
        if self._pool is None or not self._pool.active:
            self._end()
            # Not forked: libraries that have threads of their own do not survive that.
            self._pool = ProcessPool(1, initializer=_prepare, context=multiprocessing.get_context("spawn"))
            # It starts when it is first asked for. Its threads too keep Ctrl-C from the processes that they start later.
            with undisturbed():
                if not self._pool.active:
                    raise BrokenProcessPool
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
        if self._asked is not None:
            # The pool leaves whoever waits for it waiting.
            self._asked.cancel()


def read(document: Document) -> bytes:
    """Read a document and return its story as JSON. Raises :class:`InputError` where it holds no story or too long a one."""
    return to_json(_read(document))


def read_to_keep(document: Document) -> Read:
    """Do what :func:`read` does, and return what an archive keeps."""
    # To read needs none of what a database does: the process is there in a third of the time.
    from sayso.archive.intake import Read

    return Read.of(_read(document))


def find(given: str, name: str, published: str | None, *, private: bool, page: FetchedPage | None = None) -> Document:
    """Return the one document in a file, or in an address and the ``page`` that stood there; ``name`` is what the visitor calls it.

    Raises :class:`InputError` where there is none or several.
    """
    found: Document | None = None
    for each in documents([given], published=published, fetch=partial(_get, given, page, private)):
        if isinstance(each, InputError):
            raise InputError(name, each.problem, each.remedy)
        if found is not None:
            raise InputError(name, "holds several stories", "Take them into an archive with: sayso add")
        found = replace(each, name=name, input=name)
    if found is None:
        raise InputError(name, "holds no story", "Give a page, a text, or a file with one story.")
    return found


def _get(given: str, page: FetchedPage | None, private: bool, url: str) -> FetchedPage:
    from sayso.ingest.fetch import fetch

    return page if page is not None and url == given else fetch(url, private=private)


def _read(document: Document) -> Story:
    story = story_of(document)
    if len(story.text) > LONGEST_TEXT:
        problem = f"has {len(story.text):,} letters, more than the {LONGEST_TEXT:,} that are read here"
        raise InputError(document.name, problem, "Cut it, or read it with: sayso read")
    return _reader().read(story)


@cache
def _reader() -> Reader:
    from sayso.reading.reader import Reader

    return Reader()


def _prepare() -> None:
    """Make a process ready to read."""
    # Ended at once, also amid what never comes back to Python, such as a regular expression.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    speak_plainly()
    end_with_parent()
    # Who asks is told what is wrong with the model.
    with suppress(SaysoError):
        _reader()
