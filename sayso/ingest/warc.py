"""Web archives: from a WARC file of any length (ISO 28500) to the pages in it, one after the other."""

from __future__ import annotations

import gzip
import io
import uuid
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from sayso.errors import InputError
from sayso.ingest.document import Document, charset_of
from sayso.ingest.page import LARGEST

BLOCK = 2 * LARGEST
"""Bytes of a record that are looked at: a page that is sent in chunks is longer than the page."""
GZIP = b"\x1f\x8b"
_PAGES = ("text/html", "application/xhtml+xml")
_OK = 200


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

    A page that is larger than 10 MB, was cut off when it was crawled, or cannot be unpacked is an error, and the rest goes on.
    Where the file itself is cut off or broken, the pages of all records before the break are yielded; then :class:`InputError` is
    raised and names the offset of the record at which it broke. One record is held at a time.
    """
    counted = _Counted(file, packed=packed)
    unpacked = GzipReader(counted) if packed else None
    waiting: Document | InputError | None = None
    problem, start, same, found = "", -1, 0, 0
    try:
        # Without fastwarc's own filters: of a record that they skip nobody learns whether it was whole.
        records = ArchiveIterator(unpacked or counted, parse_http=False, stream_detect=False)
        for record in records:
            if waiting:
                found += 1
                yield waiting
                waiting = None
            if record.headers.get("WARC-Record-ID") == counted.end:
                break
            same = same + 1 if record.stream_pos == start else 0
            start = record.stream_pos
            block = record.reader.read(min(record.content_length, BLOCK + 1))
            length = record.headers.get("Content-Length") or ""
            # A head that was cut off has a length of 0 to fastwarc.
            if not length.strip().isdecimal() or len(block) + record.consume() != record.content_length:
                problem = "the file ends within it"
                break
            if record.record_type == WarcRecordType.response:
                waiting = _page(record, block, f"{name}:{start}" + (f"+{same}" if same else ""), source, published)
        else:
            problem = "the file ends within it" if packed else ""
    except OSError as error:
        problem = str(error)
    # A member of gzip is known to be whole once the next one was begun; a record that is not packed by its length.
    if waiting and (not problem or unpacked is None or (unpacked.frame_start_position() or 0) > start):
        found += 1
        yield waiting
    if problem:
        start = max(start, (unpacked.frame_start_position() or 0) if unpacked else 0)
        problem = f"is cut off or broken at or behind this record ({problem})"
        raise InputError(f"{name}:{start}", problem, "Get the file again. What stands before was read.")
    if not found:
        raise InputError(name, "holds no page", "Give a web archive with responses that hold HTML.")


def _page(record: WarcRecord, block: bytes, name: str, source: str, published: str | None) -> Document | InputError | None:
    """Return the page that a response holds; None where it is no page. Parsed apart, it cannot stop the rest."""
    response = WarcRecord()
    response.set_bytes_content(block)
    response.is_http = True
    try:
        response.parse_http()
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
    if len(body) > LARGEST or record.content_length > BLOCK:
        return InputError(name, f"is a page of more than {LARGEST / 1e6:g} MB", "Give the text of the article as a .txt file.")
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    return Document(name, body, "page", source, url=url, published=published, charset=charset_of(charset, body))


def _decoded(block: bytes) -> bytes:
    """Return the body of a response without chunks and compression, at most one byte more than a page may have."""
    try:
        response = WarcRecord()
        response.set_bytes_content(block)
        response.is_http = True
        response.parse_http(auto_decode="all")
        return response.reader.read(LARGEST + 1)
    except OSError:
        # Many crawlers unpack what they store and leave the headers as they were sent.
        response = WarcRecord()
        response.set_bytes_content(block)
        response.is_http = True
        response.parse_http()
        body = response.reader.read(LARGEST + 1)
        if b"<" in body[:512] and not body.startswith(GZIP):
            return body
        raise


class _Counted(io.RawIOBase):
    """A file that counts its bytes, since a pipe cannot tell where it is, and that ends in a mark if it is packed.

    fastwarc takes a gzip file that stops in mid-member for one that ends. The mark is one more member, with an empty record whose
    name is drawn by lot: it is found only where what stands before it is whole.
    """

    def __init__(self, file: BinaryIO, *, packed: bool) -> None:
        super().__init__()
        self.end = f"<{uuid.uuid4().urn}>"
        self._file, self._at = file, 0
        mark = f"WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Record-ID: {self.end}\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
        self._mark = gzip.compress(mark.encode()) if packed else b""

    def read(self, size: int = -1) -> bytes:
        """Return what is there, at most ``size`` bytes; the mark, once, behind the last of them; then nothing."""
        data = self._file.read(size)
        if not data:
            data, self._mark = self._mark, b""
        self._at += len(data)
        return data

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._at
