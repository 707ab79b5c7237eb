"""Inputs: from what a user names (files, folders, patterns, ``-``, addresses) to documents and stories, one after the other."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from sayso.errors import InputError, SaysoError, fault
from sayso.ingest.decode import charset_of
from sayso.ingest.document import Document, Form, form_of, story_of
from sayso.ingest.line import BOM, is_story, json_of
from sayso.ingest.parquet import is_parquet
from sayso.ingest.paths import ARCHIVES, KNOWN, LINES, WIRES, files_of, paths_of, printable, suffix_of
from sayso.ingest.unpack import GZIP
from sayso.story import Story

if TYPE_CHECKING:
    from sayso.ingest.feed import Entry, Listing
    from sayso.ingest.fetch import FetchedPage

LARGEST_FILE = 100_000_000
"""Bytes of a file that is read as a whole, unpacked. Those of many stories have no bound: they are read piece by piece."""
LARGEST_LINE = 50_000_000
"""Bytes of one line of JSON Lines."""
MOST_LISTED = 10_000
"""Addresses that are fetched for one input. A site map of news holds 1,000 at most, one of anything 50,000 (sitemaps.org)."""
DEEPEST = 2
"""How many lists lead to a list: an OPML file to a feed, an index to a site map, and one more."""

HEAD = 4096
"""Bytes by whose look a file is told."""

Found = Iterator[Document | InputError]
Fetch = Callable[[str], "FetchedPage"]
Opened = Callable[[BinaryIO], None]


def stories(
    inputs: Iterable[str | os.PathLike[str]], *, published: str | None = None, private: bool = False, lang: str | None = None
) -> Iterator[Story | InputError]:
    """Yield the stories of the inputs in order; what cannot be read is yielded as an error that names it, and the rest goes on.

    What inputs are, :func:`documents` says. ``published`` (ISO 8601) is the date of stories that bring none. ``private`` allows
    addresses of private networks. ``lang`` is the language that all of them are in, whatever they look like.
    """
    for found in documents(inputs, published=published, private=private, lang=lang):
        if isinstance(found, InputError):
            yield found
            continue
        try:
            yield story_of(found)
        except InputError as error:
            yield error


def documents(
    inputs: Iterable[str | os.PathLike[str]],
    *,
    published: str | None = None,
    private: bool = False,
    fetch: Fetch | None = None,
    opened: Opened | None = None,
    lang: str | None = None,
) -> Found:
    """Yield what is found in the inputs, in order, for :func:`story_of` to make stories of; what cannot be is yielded as an error.

    An input is a text file, a saved page, JSON Lines, a wire's items (ninjs, NewsML-G2), a web archive (WARC), any of these packed
    with gzip, Parquet, a folder of them, a pattern (``news/**/*.html``), ``-`` for standard input, or an http(s) address. A feed,
    an OPML file or a site map, named by itself, is followed: the documents are the pages that it lists, each fetched once.
    ``fetch`` gets them in place of :func:`sayso.ingest.fetch.fetch`; it raises :class:`InputError` where it cannot. Nothing is read
    ahead: of JSON Lines and web archives one piece is held at a time. ``opened`` is called with each file that is opened, to tell
    how far it has come. ``lang`` is the language that all are in, None to tell it from each text.
    """
    if fetch is None:
        fetch = partial(_fetch, private=private)
    for given in inputs:
        name = os.fspath(given)
        for found in to_the_end(_Finder(printable(name), published, fetch, opened).find(name), printable(name)):
            yield replace(found, lang=lang) if lang and isinstance(found, Document) else found


def in_file(file: BinaryIO, name: str, source: str, *, published: str | None = None, inside: bool = False) -> Found:
    """Yield what is found in an open file, as :func:`documents` does. ``source`` is the input that it belongs to.

    ``inside`` says that it was found in a folder, so that nobody named it by itself.
    """
    finder = _Finder(source, published, partial(_fetch, private=False), inside=inside)
    yield from to_the_end(finder._file(file, name), name)


def in_lines(lines: Iterable[bytes], name: str, source: str, *, published: str | None = None) -> Found:
    """Yield a document ``NAME:LINE`` for each line that is not blank, counted from 1. Raises :class:`InputError` for none."""
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        empty = False
        place = f"{name}:{number}"
        if len(line) > LARGEST_LINE:
            yield InputError(place, f"is longer than {LARGEST_LINE / 1e6:g} MB", "Cut the story.")
        else:
            yield Document(place, line, "json", source, published=published)
    if empty:
        raise InputError(name, "is empty", "Give one JSON object a line, with at least an id and a text.")


def to_the_end(found: Found, name: str) -> Found:
    """Yield what is found. What breaks on the way, foreseen or not, is the failure of this input alone."""
    try:
        yield from found
    except InputError as error:
        yield error
    except SaysoError:  # such as that it was stopped
        raise
    except Exception as error:
        yield fault(name, error)


def _fetch(url: str, *, private: bool) -> FetchedPage:
    from sayso.ingest.fetch import fetch

    return fetch(url, private=private)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds the documents of one input. ``inside`` says that a folder is looked through, where nobody named the single files."""

    input: str
    published: str | None
    fetch: Fetch
    opened: Opened | None = None
    inside: bool = False

    def find(self, name: str) -> Found:
        if name == "-":
            yield from self._file(sys.stdin.buffer, "-")
        elif name.casefold().startswith(("http://", "https://")):
            yield from self._page(self.fetch(name), name)
        elif "://" in name:
            raise InputError(name, "is no http(s) address", "Give an address such as https://example.org/story, or a path.")
        else:
            for path in paths_of(name):
                yield from to_the_end(self._folder(path) if path.is_dir() else self._path(path), printable(str(path)))

    def _folder(self, folder: Path) -> Found:
        inside = replace(self, inside=True)
        empty = True
        for path in files_of(folder):
            for found in to_the_end(inside._path(path), printable(str(path))):
                empty = False
                yield found
        if empty:
            raise InputError(printable(str(folder)), "holds no story", f"Put files there that end in {', '.join(sorted(KNOWN))}.")

    def _path(self, path: Path) -> Found:
        name = printable(str(path))
        try:
            with path.open("rb") as file:
                if self.opened:
                    self.opened(file)
                yield from self._file(file, name)
        except FileNotFoundError:
            raise InputError(name, "does not exist", "Check the path.") from None
        except OSError as error:
            problem = " ".join(f"cannot be read ({error.strerror or error})".split())
            raise InputError(name, problem, "Check what it is and who may read it.") from None

    def _file(self, file: BinaryIO, name: str) -> Found:
        head = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
        try:
            yield from self._opened(head, name)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(name, f"is broken gzip ({error})", "Get the file again.") from None
        finally:
            if head is not file:
                head.detach()

    def _opened(self, file: io.BufferedReader[Any], name: str) -> Found:
        head, suffix = file.peek(HEAD), suffix_of(name)
        packed = head.startswith(GZIP)
        if is_parquet(head):
            from sayso.ingest import parquet

            yield from parquet.rows(file, name, source=self.input, published=self.published)
            return
        if suffix in ARCHIVES or packed or head.startswith(b"WARC/"):
            from sayso.ingest import warc

            if head and (suffix in ARCHIVES or warc.is_warc(head)):
                yield from warc.pages(file, name, source=self.input, published=self.published, packed=packed)
                return
        opened: BinaryIO = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
        if suffix in LINES:
            yield from in_lines(lines_of(opened), name, self.input, published=self.published)
            return
        first = opened.readline(LARGEST_FILE + 1)
        if _is_line(first):
            # In a folder, JSON may be anything: settings, a picture's data.
            if not (self.inside and suffix in WIRES) or is_story(json_of(first)):
                yield from in_lines(chain([first], lines_of(opened)), name, self.input, published=self.published)
            return
        data = first + opened.read(LARGEST_FILE + 1 - len(first))
        if len(data) > LARGEST_FILE:
            problem = f"is larger than {LARGEST_FILE / 1e6:g} MB"
            raise InputError(name, problem, "Cut it into stories, one a file, or one a line of a .jsonl file.")
        yield from self._whole(Document(name, data, form_of(data, suffix), self.input, published=self.published), suffix)

    def _page(self, page: FetchedPage, name: str, *, listed: bool = False) -> Found:
        """Yield the document of a page as it was sent or, unless it is itself from a list, those of what it lists."""
        charset = charset_of(page.charset)
        form = "page" if charset and page.type != "text/plain" else form_of(page.data, suffix_of(name))
        suffix = ".xml" if "xml" in page.type and "html" not in page.type else ""
        found = Document(name, page.data, form, self.input, page.url, self.published, charset)
        yield from self._whole(found, suffix, listed=listed)

    def _whole(self, found: Document, suffix: str, *, listed: bool = False) -> Found:
        """Yield the documents in one that was read as a whole: itself, or the items that it holds or lists."""
        root = ""
        if b"<" in found.data[:HEAD] or found.data.startswith(GZIP):
            from sayso.ingest.feed import listing
            from sayso.ingest.tree import root_of
            from sayso.ingest.wire import NEWSML, newsml_items

            root = (root_of(found.data) or "").casefold()
            if root in NEWSML:
                yield from _numbered(found, newsml_items(found.data, found.name, found.charset), "newsml")
                return
            # A folder is looked through, not followed into the web.
            if not self.inside and not listed and (listing_found := listing(found.data, found.url or found.name, found.charset)):
                yield from self._listed(listing_found, found.name)
                return
        if found.data[:HEAD].removeprefix(BOM).lstrip().startswith((b"{", b"[")):
            items = json_of(found.data)
            if any(map(is_story, items if isinstance(items, list) else [items])):
                parts = [msgspec.json.encode(item) for item in items] if isinstance(items, list) else [found.data]
                yield from _numbered(found, parts, "json")
                return
        foreign = suffix == ".json" or (root != "html" and (suffix == ".xml" or found.data.startswith(b"<?xml")))
        if foreign and found.data.strip():
            if self.inside:
                return
            if suffix == ".json":
                raise InputError(found.name, "is JSON that holds no story", 'Give ninjs, or objects with an "id" and a "text".')
            raise InputError(found.name, "is XML that holds no story", "Give NewsML-G2, a feed or a site map.")
        if not (self.inside and foreign):
            yield found

    def _listed(self, first: Listing, name: str) -> Found:
        """Yield the documents of the pages that a list lists, and of those that the lists in it do."""
        seen: set[str] = set()
        lists: deque[tuple[str, Listing | None, int]] = deque([(name, first, 0)])
        while lists:
            url, found, depth = lists.popleft()
            try:
                found = found or self._list(url, depth)
            except SaysoError as error:
                if not isinstance(error, InputError):
                    raise
                yield error
                continue
            except Exception as error:
                yield fault(url, error)
                continue
            for entry in found.entries:
                if _is_new(entry.url, seen, name):
                    yield from self._entry(entry)
            lists.extend((link, None, depth + 1) for link in found.listings if _is_new(link, seen, name))

    def _list(self, url: str, depth: int) -> Listing:
        from sayso.ingest.feed import listing

        if depth > DEEPEST:
            raise InputError(url, f"is a list behind more than {DEEPEST} others", "Name it by itself.")
        page = self.fetch(url)
        if found := listing(page.data, page.url, page.charset):
            return found
        raise InputError(url, "is no feed and no site map", "Check the list that names it.")

    def _entry(self, entry: Entry) -> Found:
        def fetched() -> Found:
            dated = replace(self, published=entry.published or self.published)
            yield from dated._page(self.fetch(entry.url), entry.url, listed=True)

        yield from to_the_end(fetched(), entry.url)


def _is_new(url: str, seen: set[str], name: str) -> bool:
    if url in seen:
        return False
    if len(seen) == MOST_LISTED:
        raise InputError(name, f"leads to more than {MOST_LISTED:,} addresses", "Name the lists in it one by one.")
    seen.add(url)
    return True


def _numbered(found: Document, parts: list[bytes], form: Form) -> Iterator[Document]:
    """Yield the parts of a document: under its own name if there is one, else with their numbers behind it."""
    for number, data in enumerate(parts, 1):
        yield replace(found, name=found.name if len(parts) == 1 else f"{found.name}:{number}", data=data, form=form)


def _is_line(line: bytes) -> bool:
    """Say whether a first line is JSON: an object, of a story or not. What is wrong with a story, its own error says."""
    return line.removeprefix(BOM).lstrip().startswith(b"{") and isinstance(json_of(line), dict)


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long its start, once."""
    while line := file.readline(LARGEST_LINE + 1):
        yield line
        while len(line) > LARGEST_LINE and not line.endswith(b"\n"):
            if not (line := file.readline(LARGEST_LINE + 1)):
                return
