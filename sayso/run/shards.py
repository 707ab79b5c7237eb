"""Shards: from inputs to the pieces that the work of a run is cut into. One is read whole by one worker and makes one part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from sayso.errors import InputError
from sayso.ingest import Document, parquet, warc
from sayso.ingest.inputs import Found, Opened, in_file, in_lines, lines_of, to_the_end
from sayso.ingest.paths import ARCHIVES, LINES, TABLES, suffix_of
from sayso.ingest.unpack import GZIP
from sayso.run.files import File, find, opened

LARGEST = 128_000_000
"""Bytes above which a file is cut into pieces, by its records. One process reads so much of a packed web archive in minutes and of
plain text in an hour or two, which is what a kill costs at most; and the last to be done leaves no other waiting for longer."""
MOST = 1000
"""Files of one story each that make a shard together."""
CHUNK = 1_000_000
"""Bytes that are looked through at once for the beginning of a record."""
HEAD = 512
"""Bytes of a record by which it is known."""
_UNFIT = re.compile(r"[^A-Za-z0-9_.]+")
"""What a part is not called by, in whatever store."""
LONGEST_NAME = 80
"""Characters of a path that a part is called by: the last ones."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some files, or a stretch of one in bytes: from the first record that begins at or behind ``start`` to the same for ``stop``.

    ``name`` is what a user would call it. ``part``, what its part is called without an ending, depends on where it lies below the
    input that was named, and on nothing else. ``published`` and ``lang`` are as in :func:`sayso.ingest.documents`.
    """

    name: str
    part: str
    files: tuple[File, ...]
    start: int = 0
    stop: int | None = None
    published: str | None = None
    lang: str | None = None

    @property
    def size(self) -> int:
        """Bytes, as they lie there."""
        return sum(file.size for file in self.files) if self.stop is None else min(self.stop, self.files[0].size) - self.start

    @property
    def stamp(self) -> str:
        """What changes when it does, and can be told without reading it, in 32 hexadecimal digits."""
        told = [*(f"{file.name} {file.stamp}" for file in self.files), self.start, self.stop, self.published, self.lang]
        return hashlib.blake2b("\n".join(map(str, told)).encode(), digest_size=16).hexdigest()

    def documents(self, told: Opened | None = None) -> Generator[Document | InputError, None, None]:
        """Yield what is found in it, and what is broken. Raises :class:`~sayso.run.files.ReadError` where it cannot be read.

        ``told`` is called with each file that is opened, to tell how far it has come; not with Parquet, which is not read in order.
        """
        for file in self.files:
            for found in to_the_end(self._in(file, told), file.name):
                yield replace(found, lang=self.lang) if self.lang and isinstance(found, Document) else found

    def _in(self, file: File, told: Opened | None) -> Found:
        with opened(file.name) as whole:
            if self.stop is None:
                if told and not is_table(file.name):
                    told(whole)
                yield from in_file(whole, file.name, file.name, published=self.published, inside=file.inside)
                return
            if is_table(file.name):
                span = {"start": self.start, "stop": self.stop}
                yield from parquet.rows(whole, file.name, source=file.name, published=self.published, **span)
                return
            packed = suffix_of(file.name) in ARCHIVES
            begin = _member_from if packed else _line_from
            start, stop = begin(whole, self.start), begin(whole, self.stop)
        if start == stop:
            # One record reaches over it all.
            return
        place = f"{file.name}@{start}" if start else file.name
        with opened(file.name, start, stop) as piece:
            if told:
                told(piece)
            if packed:
                yield from warc.pages(piece, place, source=file.name, published=self.published, packed=True)
            else:
                yield from in_lines(lines_of(piece), place, file.name, published=self.published)


def shards_of(inputs: Iterable[str], *, published: str | None = None, lang: str | None = None) -> list[Shard]:
    """Return the shards of inputs, in order: files of many stories one by one, or by pieces where they are huge; others in groups.

    Raises :class:`InputError` for what is not there, holds no file, or would be written to one part with another.
    """
    found: dict[str, Shard] = {}
    for given in inputs:
        files = list(find(given))
        if not files:
            raise InputError(given, "holds no story", "Name files, or a folder of them.")
        for shard in _cut(files):
            if other := found.get(shard.part):
                remedy = "Give the folder above both, or run each to a folder of its own."
                raise InputError(shard.name, f"would have the same part as {other.name}", remedy)
            found[shard.part] = replace(shard, published=published, lang=lang)
    return list(found.values())


def is_table(name: str) -> bool:
    """Say whether a file is Parquet, by its name."""
    return suffix_of(name) in TABLES


def share(shard: Shard, rows: int) -> float:
    """Return how many bytes so many rows of a Parquet file take, as they lie there."""
    (file,) = shard.files
    with opened(file.name) as table:
        return rows * file.size / max(parquet.count(table), 1)


def _cut(files: list[File]) -> Iterator[Shard]:
    groups: dict[str, list[File]] = {}
    for file in files:
        if suffix_of(file.name) not in LINES | ARCHIVES | TABLES:
            groups.setdefault(str(PurePosixPath(file.below).parent) if file.inside else file.below, []).append(file)
        elif file.size <= LARGEST or not _can_be_cut(file.name):
            yield Shard(file.name, _part(file.below), (file,))
        else:
            for number, start in enumerate(range(0, file.size, LARGEST)):
                name = f"{file.name}@{start}" if number else file.name
                yield Shard(name, _part(file.below, number), (file,), start, start + LARGEST)
    for below, group in groups.items():
        for number, some in enumerate(_together(group)):
            more = f" and {len(some) - 1} more" if len(some) > 1 else ""
            yield Shard(some[0].name + more, _part(below, number), tuple(some))


def _together(group: list[File]) -> Iterator[list[File]]:
    some: list[File] = []
    size = 0
    for file in group:
        if some and (len(some) == MOST or size + file.size > LARGEST):
            yield some
            some, size = [], 0
        some.append(file)
        size += file.size
    yield some


def _part(below: str, number: int = 0) -> str:
    """Return the name of a part: the end of a path for people to read, and a digest of all of it that tells it from all others."""
    digest = hashlib.blake2b(f"{below} {number}".encode(), digest_size=4).hexdigest()
    read = _UNFIT.sub("-", below)[-LONGEST_NAME:].strip("-.")
    return "-".join(["part", *([read] if read else []), *([f"{number:05}"] if number else []), digest])


def _can_be_cut(name: str) -> bool:
    """Say whether records begin where one can find them: lines of plain text, row groups, members of gzip."""
    packed = name.casefold().endswith(".gz")
    return is_table(name) or packed == (suffix_of(name) in ARCHIVES)


def _line_from(file: BinaryIO, at: int) -> int:
    """Return where the first line begins at or behind an offset; the end of the file where none does."""
    if at:
        file.seek(at - 1)
        while (part := file.readline(CHUNK)) and not part.endswith(b"\n"):
            pass
        return file.tell()
    return 0


def _member_from(file: BinaryIO, at: int) -> int:
    """Return where the first member of gzip with a record of a web archive begins at or behind an offset, or the file's end."""
    file.seek(at)
    held = b""
    while True:
        more = file.read(CHUNK)
        held += more
        # Of the last ones too little is seen to know them, unless nothing comes behind.
        last = len(held) - HEAD if more else len(held)
        found = held.find(GZIP)
        while 0 <= found < last:
            if warc.is_warc(held[found : found + HEAD]):
                return at + found
            found = held.find(GZIP, found + 1)
        if not more:
            return at + len(held)
        drop = max(0, last)
        held, at = held[drop:], at + drop
