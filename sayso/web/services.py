"""Services: what the routes work with, an archive if there is one and a reader, both shared by all who visit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from fastapi import Request, UploadFile

from sayso.archive import Archive
from sayso.errors import ArchiveError, InputError
from sayso.ingest import Document
from sayso.ingest.fetch import fetch
from sayso.story import Story, from_json
from sayso.web import worker
from sayso.web.worker import Worker

if TYPE_CHECKING:
    from sayso.archive.intake import Added
    from sayso.archive.people import Described

LARGEST = 3_000_000
"""Bytes of a page that is read for a visitor: to find the story in so much markup takes some seconds."""
WEB = ("http://", "https://")
"""How addresses begin."""

_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}\Z")


@dataclass(slots=True)
class Services:
    """What the routes work with. ``archive`` is None where there is none: reading still works."""

    archive: Archive | None
    private: bool = False
    worker: Worker = field(default_factory=Worker)

    def kept(self) -> Archive:
        """Return the archive. Raises :class:`ArchiveError` where there is none."""
        if self.archive is None:
            raise ArchiveError("this page", "needs an archive, and none is open", "Start with one: sayso serve --archive news.db")
        return self.archive

    def prepare(self) -> None:
        """Load what the first visitors need not wait for: the figures of the audit."""
        if self.archive is not None:
            # Who asks is told what is wrong with it.
            with suppress(ArchiveError):
                self.archive.audit(limit=1)

    def read(self, document: Document) -> Story:
        """Read a document, as :meth:`read_as_json` does."""
        return from_json(self.read_as_json(document))

    def read_as_json(self, document: Document) -> bytes:
        """Read a document and return its story as JSON.

        Raises :class:`InputError` where it holds no story or too long a one, and what :meth:`Worker.ask` raises.
        """
        return self.worker.ask(document.name, worker.read, _small(document))

    def keep(self, document: Document) -> Added:
        """Read a document and keep its story. Raises as :meth:`read_as_json` does."""
        archive = self.kept()
        if document.form == "text":
            # All pasted texts are called the same, and those of one name that are alike would be versions of one story.
            document = replace(document, name=f"text {document.digest[:12]}")
        added = archive.take(document, self.worker.ask(document.name, worker.read_to_keep, _small(document)))
        if added.story is None:
            raise InputError(added.name, added.problem or "cannot be kept", added.remedy or "Try another.")
        return added

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
            try:
                # Here: while a site lets one wait, others have their texts read.
                page = fetch(address, private=self.private)
            except InputError as error:
                raise InputError(address, error.problem, error.remedy) from None
            return self.worker.ask(address, worker.find, address, address, when, private=self.private, page=page)
        if file is not None:
            with uploaded(*file) as (path, name):
                return self.worker.ask(name, worker.find, str(path), name, when, private=self.private)
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


def _small(document: Document) -> Document:
    if len(document.data) > LARGEST:
        problem = f"has {len(document.data) / 1e6:.1f} MB, more than the {LARGEST / 1e6:g} that are read here"
        raise InputError(document.name, problem, "Read it with: sayso read")
    return document


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
