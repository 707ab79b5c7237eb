"""Services: what the routes work with, an archive if there is one and a reader, both shared by all who visit."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from fastapi import Request, UploadFile

from sayso.archive import Archive
from sayso.errors import ArchiveError, InputError
from sayso.ingest import Document, documents, story_of
from sayso.story import Story

if TYPE_CHECKING:
    from sayso.archive.intake import Added
    from sayso.archive.people import Described
    from sayso.reading.reader import Reader

LONGEST_TEXT = 200_000
"""Letters of a text that is read for a visitor: 35,000 words, seven seconds of one core. Longer ones are for ``sayso read``."""
LARGEST = 3_000_000
"""Bytes of a page that is read for a visitor: to find the story in so much markup takes some seconds."""
WEB = ("http://", "https://")
"""How addresses begin."""
AT_ONCE = 1
"""Texts that are read at a time: one fills a core, and the pages need the other."""
WAIT = 20.0
"""Seconds that a text waits for its turn."""

_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}\Z")


class BusyError(InputError):
    """Too many texts wait to be read."""


@dataclass(slots=True)
class Services:
    """What the routes work with. ``archive`` is None where there is none: reading still works."""

    archive: Archive | None
    private: bool = False
    _turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))
    _reader: list[Reader] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def kept(self) -> Archive:
        """Return the archive. Raises :class:`ArchiveError` where there is none."""
        if self.archive is None:
            raise ArchiveError("this page", "needs an archive, and none is open", "Start with one: sayso serve --archive news.db")
        return self.archive

    def warm(self) -> Reader:
        """Return the reader; the first call loads it."""
        with self._lock:
            if not self._reader:
                from sayso.reading.reader import Reader

                self._reader.append(Reader())
            return self._reader[0]

    def prepare(self) -> None:
        """Load what the first visitors need not wait for: the model, and the figures of the audit."""
        self.warm()
        if self.archive is not None:
            # Who asks is told what is wrong with it.
            with suppress(ArchiveError):
                self.archive.audit(limit=1)

    def read(self, document: Document) -> Story:
        """Read a document. Raises :class:`InputError` where it holds no story or too long a one, :class:`BusyError` in a crowd."""
        with self._turned(document) as story:
            return self.warm().read(story)

    def keep(self, document: Document) -> Added:
        """Read a document and keep its story. Raises as :meth:`read` does."""
        archive = self.kept()
        if document.form == "text":
            # All pasted texts are called the same, and those of one name that are alike would be versions of one story.
            document = replace(document, name=f"text {document.digest[:12]}")
        with self._turned(document):
            added = archive.take(document)
        if added.story is None:
            raise InputError(added.name, added.problem or "cannot be kept", added.remedy or "Try another.")
        return added

    @contextmanager
    def _turned(self, document: Document) -> Iterator[Story]:
        """Wait for a turn at reading, and have it for as long as the context lasts; yield the story, which is not too long."""
        if len(document.data) > LARGEST:
            problem = f"has {len(document.data) / 1e6:.1f} MB, more than the {LARGEST / 1e6:g} that are read here"
            raise InputError(document.name, problem, "Read it with: sayso read")
        if not self._turn.acquire(timeout=WAIT):
            raise BusyError(document.name, "waits behind too many others", "Try again in a minute.")
        try:
            story = story_of(document)
            if len(story.text) > LONGEST_TEXT:
                problem = f"has {len(story.text):,} letters, more than the {LONGEST_TEXT:,} that are read here"
                raise InputError(document.name, problem, "Cut it, or read it with: sayso read")
            yield story
        finally:
            self._turn.release()

    def found(self, text: str = "", address: str = "", published: str = "", file: tuple[str, bytes] | None = None) -> Document:
        """Return the document that a visitor gave as a text, an address or a file: the first of these that is not blank."""
        address = address.strip()
        when = published.strip() or None
        if text.strip():
            # A form sends the ends of lines as CR LF.
            data = text.replace("\r\n", "\n").encode(errors="replace")
            return Document("your text", data, "text", "your text", published=when)
        if address:
            if not address.casefold().startswith(WEB):
                # Anything else would be a file of this machine.
                raise InputError(address, "is no http(s) address", "Give an address such as https://news.example/story.")
            return self._one([address], address, when)
        if file is not None:
            with uploaded(*file) as (path, name):
                return self._one([str(path)], name, when)
        raise InputError("what you gave", "holds nothing to read", "Paste a text, give an address, or choose a file.")

    def describe(self, name: str, data: bytes) -> Described:
        """Keep what a table that a visitor sent says of people. Raises :class:`InputError` where it is none."""
        with uploaded(name, data) as (path, called):
            try:
                return self.kept().describe(path)
            except ArchiveError:
                raise
            except InputError as error:
                # He knows it by its own name.
                raise InputError(error.input.replace(str(path), called), error.problem, error.remedy) from None

    def _one(self, inputs: list[str], name: str, published: str | None) -> Document:
        found: Document | None = None
        for each in documents(inputs, published=published, private=self.private):
            if isinstance(each, InputError):
                raise InputError(name, each.problem, each.remedy)
            if found is not None:
                raise InputError(name, "holds several stories", "Take them into an archive with: sayso add")
            found = replace(each, name=name, input=name)
        if found is None:
            raise InputError(name, "holds no story", "Give a page, a text, or a file with one story.")
        return found


@contextmanager
def uploaded(name: str, data: bytes) -> Iterator[tuple[Path, str]]:
    """Keep a file that a visitor sent for as long as the context lasts; yield where it lies, and what he called it."""
    called = Path(name.replace("\\", "/")).name or "your file"
    with TemporaryDirectory(prefix="sayso-") as folder:
        # Its ending says what it is. Its name is the visitor's, and no path of ours.
        ending = _ENDING.search(called)
        path = Path(folder) / f"file{ending[0] if ending else ''}"
        path.write_bytes(data)
        yield path, called


def sent(file: UploadFile | None) -> tuple[str, bytes] | None:
    """Return the name and the bytes of a form's file; None where none was chosen, for which a browser sends one without a name."""
    return (file.filename, file.file.read()) if file is not None and file.filename else None


def services_of(request: Request) -> Services:
    """Return the services of the application that a request came to."""
    return cast("Services", request.app.state.services)
