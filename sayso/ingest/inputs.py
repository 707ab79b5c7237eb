"""Inputs: from what a user names (files, folders, ``-``, URLs) to stories, one after the other."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from sayso.errors import InputError
from sayso.ingest.decode import decode
from sayso.ingest.text import from_text
from sayso.story import Story

if TYPE_CHECKING:
    from sayso.ingest.fetch import Page

LARGEST_FILE = 100_000_000
"""Bytes of a text file or a page. JSON Lines have no bound: they are read line by line."""
LARGEST_LINE = 50_000_000
"""Bytes of one line of JSON Lines."""

LINES = frozenset({".jsonl", ".ndjson", ".jl"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
TEXTS = frozenset({".txt", ".text", ".md"})


class _Line(msgspec.Struct):
    id: str
    text: str
    url: str | None = None
    outlet: str | None = None
    publisher: str | None = None
    headline: str | list[int] | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    lang: str | None = None


_LINE = msgspec.json.Decoder(_Line)


def stories(
    inputs: Iterable[str | os.PathLike[str]], *, published: str | None = None, private: bool = False
) -> Iterator[Story | InputError]:
    """Yield the stories of the inputs in order; what cannot be read is yielded as an error that names it, and the rest goes on.

    An input is a text file, a saved page, JSON Lines, a folder of these, ``-`` for standard input, or an http(s) URL. ``published``
    (ISO 8601) is the date of stories that bring none. ``private`` allows URLs of private networks.
    """
    for given in inputs:
        try:
            yield from _stories(os.fspath(given), published, private)
        except InputError as error:
            yield error


def _stories(name: str, published: str | None, private: bool) -> Iterator[Story | InputError]:
    if name == "-":
        yield from _stdin(published)
    elif name.casefold().startswith(("http://", "https://")):
        from sayso.ingest.fetch import fetch

        page = fetch(name, private=private)
        yield _fetched(page, name, published)
    elif "://" in name:
        raise InputError(name, "is no http(s) address", "Give an address such as https://example.org/story, or a path.")
    elif Path(name).is_dir():
        yield from _folder(Path(name), published, private)
    else:
        yield from _file(Path(name), name, published)


def _fetched(page: Page, name: str, published: str | None) -> Story:
    """Make a story of a fetched page, by the type and the charset with which it was sent."""
    data: bytes = page.data
    if page.charset and page.charset.casefold() not in ("utf-8", "utf8"):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            text = data.decode(page.charset)
            if page.type != "text/plain":
                from sayso.ingest.page import from_html

                return from_html(text, name, url=page.url, published=published)
            data = text.encode()
    return _one(data, name, published, url=page.url)


def _folder(folder: Path, published: str | None, private: bool) -> Iterator[Story | InputError]:
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in LINES | PAGES | TEXTS
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not files:
        raise InputError(str(folder), "holds no story", f"Put files there that end in {', '.join(sorted(LINES | PAGES | TEXTS))}.")
    yield from stories(files, published=published, private=private)


def _file(path: Path, name: str, published: str | None) -> Iterator[Story | InputError]:
    try:
        with path.open("rb") as file:
            if path.suffix.casefold() in LINES:
                yield from _lines(file, name.encode("utf-8", "replace").decode(), published)
            elif os.fstat(file.fileno()).st_size > LARGEST_FILE:
                problem = f"is larger than {LARGEST_FILE / 1e6:g} MB"
                raise InputError(name, problem, "Cut it into stories, one a file, or one a line of a .jsonl file.")
            else:
                yield from _sniffed(file.read(), name.encode("utf-8", "replace").decode(), published)
    except FileNotFoundError:
        raise InputError(name, "does not exist", "Check the path.") from None
    except OSError as error:
        raise InputError(name, f"cannot be read ({error.strerror or error})", "Check what it is and who may read it.") from None
    except ValueError as error:
        raise InputError(name, f"is no path ({error})", "Check the path.") from None


def _stdin(published: str | None) -> Iterator[Story | InputError]:
    file = sys.stdin.buffer
    first = file.readline(LARGEST_FILE + 1)
    if _is_line(first):
        yield from _lines(_chained(first, file), "-", published)
        return
    data = first + file.read(LARGEST_FILE + 1 - len(first))
    if len(data) > LARGEST_FILE:
        raise InputError("-", f"is larger than {LARGEST_FILE / 1e6:g} MB", "Give JSON Lines, which are read line by line.")
    yield _one(data, "-", published)


def _chained(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield first
    yield from _read_lines(file)


def _sniffed(data: bytes, name: str, published: str | None) -> Iterator[Story | InputError]:
    if _is_line(data[: data.find(b"\n") + 1 or len(data)]):
        yield from _lines(iter(data.splitlines(keepends=True)), name, published)
    else:
        yield _one(data, name, published)


def _is_line(line: bytes) -> bool:
    """Say whether a first line is JSON: an object, of a story or not. What is wrong with a story, its own error says."""
    line = line.removeprefix(b"\xef\xbb\xbf")
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False


def _one(data: bytes, name: str, published: str | None, url: str | None = None) -> Story:
    # trafilatura takes most of the time to start, and plain text needs none of it.
    if Path(name).suffix.casefold() in PAGES or b"<" in data[:2048]:
        from sayso.ingest.page import from_html, is_html

        if Path(name).suffix.casefold() in PAGES or is_html(data):
            if not data.strip():
                decode(data, name)
            return from_html(data, name, url=url, published=published)
    return from_text(decode(data, name), name, published=published, url=url)


def _lines(lines: Iterable[bytes], name: str, published: str | None) -> Iterator[Story | InputError]:
    empty = True
    for number, line in enumerate(_bounded(lines), 1):
        if not line.strip():
            continue
        empty = False
        try:
            yield _from_line(line, f"{name}:{number}", published)
        except InputError as error:
            yield error
    if empty:
        raise InputError(name, "is empty", "Give one JSON object a line, with at least an id and a text.")


def _bounded(lines: Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(lines, Iterator) and not hasattr(lines, "readline"):
        return lines
    file: BinaryIO = lines  # type: ignore[assignment]
    return _read_lines(file)


def _read_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long its start, once."""
    while line := file.readline(LARGEST_LINE + 1):
        yield line
        while len(line) > LARGEST_LINE and not line.endswith(b"\n"):
            if not (line := file.readline(LARGEST_LINE + 1)):
                return


def _from_line(line: bytes, place: str, published: str | None) -> Story:
    if len(line) > LARGEST_LINE:
        raise InputError(place, f"is longer than {LARGEST_LINE / 1e6:g} MB", "Cut the story.")
    try:
        found = _LINE.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        remedy = 'Give one JSON object a line, with strings "id" and "text".'
        raise InputError(place, f"is no story ({error})".replace(" - at `$", " at `$"), remedy) from None
    try:
        return from_text(
            found.text,
            found.id,
            published=found.published or published,
            url=found.url,
            outlet=found.outlet or found.publisher,
            title=found.headline if isinstance(found.headline, str) else found.title,
            byline=found.byline,
            lang=found.lang,
        )
    except InputError as error:
        raise InputError(place, error.problem, error.remedy) from None
