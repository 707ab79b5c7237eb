"""Web archives: from a WARC file of any length (ISO 28500) to the pages in it, one after the other."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from sayso.errors import InputError, fault
from sayso.ingest.decode import charset_of
from sayso.ingest.document import Document
from sayso.ingest.page import LARGEST
from sayso.ingest.unpack import GZIP

HEAD = 512
"""Bytes by which it is told how a file ends its lines."""
TAIL = 64
"""Bytes by which it is told whether a record ends where it should."""
CHUNK = 65_536
"""Bytes of a packed file that are read at once."""
BLOCK = 2 * LARGEST
"""Bytes of a record that are looked at: a page that is sent in chunks is longer than the page."""
_PAGES = ("text/html", "application/xhtml+xml")
_OK = 200
_HEAD = re.compile(rb"\nWARC/\d\.\d\r?\nWARC-")


def is_warc(head: bytes) -> bool:
    """Say whether a file that begins with these bytes (64 do) is a WARC, packed with gzip or not."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 8)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def pages(file: BinaryIO, name: str, *, source: str, published: str | None = None, packed: bool) -> Iterator[Document | InputError]:
    """Yield the HTML pages that were answered with 200, as documents ``NAME:OFFSET`` with the address they were fetched from.

    OFFSET is where the record begins, in bytes of the file; of records that are packed into one member of gzip, the second to begin
    at an offset is ``OFFSET+1``. ``packed`` says that the file is gzip. Chunks and compression of HTTP are undone. The date of the
    crawl is not taken for that of the story: ``published`` is that of all of them, if known.

    A page that is larger than 10 MB, was cut off when it was crawled, or cannot be unpacked is an error, and the rest goes on; so
    is a record that has not the length that it tells, if it is a member of gzip by itself: the next one is a clean start.

    Where the file itself is cut off or broken, the pages of all records before the break are yielded; then :class:`InputError` is
    raised and names the offset of the record at which it broke. One record is held at a time.
    """
    found = 0
    for part in _members(file) if packed else [_Part(file)]:
        waiting: Document | InputError | None = None
        problem, place, number, block = "", f"{name}:{part.start}", 0, b""
        try:
            short = part.has_short_lines()
            # Without fastwarc's own filters: of a record that they skip nobody learns whether it was whole. Nor does it tell
            # of what is broken where it need not be strict.
            records = ArchiveIterator(part, parse_http=False, stream_detect=False, quirks_mode=short)
            for record in records:
                if waiting:
                    found += 1
                    yield waiting
                    waiting = None
                place = f"{name}:{part.start if packed else record.stream_pos}" + (f"+{number}" if packed and number else "")
                number += 1
                block = record.reader.read(min(record.content_length, BLOCK + 1))
                length = record.headers.get("Content-Length") or ""
                # A head that was cut off has a length of 0 to fastwarc.
                if not length.strip().isdecimal() or len(block) + record.consume() != record.content_length:
                    problem = "the file ends within it"
                    break
                if short and _HEAD.search(block):
                    problem = "another begins within it"
                    break
                if record.record_type == WarcRecordType.response:
                    waiting = _page(record, block, place, source, published)
        except OSError as error:
            problem = " ".join(str(error).split())
        if packed:
            if not part.is_whole():
                problem = problem or "the file ends within it"
            elif problem or (len(block) <= BLOCK and not part.ends_with(block)):
                if waiting and number > 1:
                    yield waiting
                found += 1
                yield InputError(place, "is a record that has not the length that it tells", "Read the page from the web.")
                continue
        # A member of gzip is known to be whole once it was read to its end; a record that is not packed by its length.
        if waiting and not (problem and packed):
            found += 1
            yield waiting
        if problem:
            problem = f"is cut off or broken at or behind this record ({problem})"
            raise InputError(place, problem, "Get the file again. What stands before was read.")
    if not found:
        raise InputError(name, "holds no page", "Give a web archive with responses that hold HTML.")


def _page(record: WarcRecord, block: bytes, name: str, source: str, published: str | None) -> Document | InputError | None:
    """Return the page that a response holds; None where it is no page. Parsed apart, it cannot stop the rest."""
    response = WarcRecord()
    response.set_bytes_content(block)
    response.is_http = True
    try:
        response.parse_http(quirks_mode=True)
        kind = (response.http_content_type or "").casefold()
        if response.http_headers.status_code != _OK or kind not in _PAGES:
            return None
        if record.headers.get("WARC-Truncated"):
            problem = f"was cut off when it was crawled ({record.headers.get('WARC-Truncated')})"
            return InputError(name, problem, "Read the page from the web, or another capture of it.")
        charset = response.http_charset
        body = _decoded(block)
    except OSError as error:
        return InputError(name, f"cannot be unpacked ({error})", "Read the page from the web, or another capture of it.")
    except Exception as error:
        return fault(name, error)
    if len(body) > LARGEST or record.content_length > BLOCK:
        return InputError(name, f"is a page of more than {LARGEST / 1e6:g} MB", "Give the text of the article as a .txt file.")
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    return Document(name, body, "page", source, url=url, published=published, charset=charset_of(charset))


def _decoded(block: bytes) -> bytes:
    """Return the body of a response without chunks and compression, at most one byte more than a page may have."""
    try:
        response = WarcRecord()
        response.set_bytes_content(block)
        response.is_http = True
        response.parse_http(auto_decode="all", quirks_mode=True)
        return response.reader.read(LARGEST + 1)
    except OSError:
        # Many crawlers unpack what they store and leave the headers as they were sent.
        response = WarcRecord()
        response.set_bytes_content(block)
        response.is_http = True
        response.parse_http(quirks_mode=True)
        body = response.reader.read(LARGEST + 1)
        if b"<" in body[:512] and not body.startswith(GZIP):
            return body
        raise


class _Part(io.RawIOBase):
    """A file whose bytes are counted, since a pipe cannot tell where it is; ``start`` is where it begins in the whole."""

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        super().__init__()
        self.start = start
        self._file, self._at, self._tail, self._head = file, 0, b"", b""

    def has_short_lines(self) -> bool:
        """Say whether it ends its lines with LF alone, against the standard. To be asked before anything is read."""
        self._head = self._more(HEAD)
        return self._head.startswith(b"WARC/") and b"\r" not in self._head.partition(b"\n")[0]

    def read(self, size: int = -1) -> bytes:
        """Return what is there, at most ``size`` bytes."""
        if self._head:
            size = len(self._head) if size < 0 else size
            data, self._head = self._head[:size], self._head[size:]
        else:
            data = self._more(size)
        self._at += len(data)
        self._tail = (self._tail + data)[-TAIL:]
        return data

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._at

    def is_whole(self) -> bool:
        """Read what is left, and say whether it ends where it should."""
        try:
            while self.read(CHUNK):
                pass
        except OSError:
            return False
        return True

    def ends_with(self, block: bytes) -> bool:
        """Say whether nothing but ends of lines stood behind the last record, as its block tells."""
        return self._tail.rstrip(b"\r\n").endswith(block[-TAIL // 2 :].rstrip(b"\r\n"))

    def _more(self, size: int) -> bytes:
        return self._file.read(size)


class _Member(_Part):
    """A member of gzip, unpacked as it is read. What stands behind it in the file is ``rest``, once it is whole."""

    def __init__(self, file: BinaryIO, start: int, packed: bytes) -> None:
        self.taken, self.rest = 0, packed
        self._unzip = zlib.decompressobj(31)
        super().__init__(file, start)

    def _more(self, size: int) -> bytes:
        while not self._unzip.eof:
            packed = self.rest or self._file.read(CHUNK)
            if not packed:
                raise OSError("the file ends within it")
            try:
                data = self._unzip.decompress(packed, CHUNK if size < 0 else size)
            except zlib.error as error:
                raise OSError(str(error)) from None
            self.rest = self._unzip.unused_data if self._unzip.eof else self._unzip.unconsumed_tail
            self.taken += len(packed) - len(self.rest)
            if data:
                return data
        return b""


def _members(file: BinaryIO) -> Iterator[_Member]:
    """Yield the members of a gzip file; each is to be read to its end before the next is asked for."""
    start, packed = 0, file.read(CHUNK)
    while packed.strip(b"\0"):
        member = _Member(file, start, packed)
        yield member
        start, packed = start + member.taken, member.rest or file.read(CHUNK)
