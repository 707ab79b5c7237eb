"""Unpacking: from bytes that may be packed to those that were meant, once, within bounds; nothing that reads them unpacks again."""

from __future__ import annotations

import gzip
import io
import zlib

from sayso.errors import InputError

GZIP = b"\x1f\x8b"
"""How gzip begins (RFC 1952)."""
MOST_TIMES = 200
"""How many times as long as it came a page may get, once it is longer than ``SMALL``. Gzip shrinks markup to a tenth, a page of
nothing but equal rows to a hundredth; what shrinks to less was made to fill memory."""
SMALL = 1_000_000
"""Bytes that anything may unpack to."""
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""How zlib begins, with the window that all encoders use (RFC 1950)."""


def unpacked(data: bytes, name: str, most: int) -> bytes:
    """Return bytes packed with gzip (of any number of members) or zlib as they were before; others as they are.

    ``most`` is how many there may be in the end. Raises :class:`InputError` for what is broken, cut off, too long, or packed so
    tightly that it is no page.
    """
    kind = "gzip" if data.startswith(GZIP) else "zlib" if data.startswith(_ZLIB) else None
    if kind is None:
        return data
    try:
        if kind == "gzip":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                found = file.read(most + 1)
        else:
            unzip = zlib.decompressobj()
            found = unzip.decompress(data, most + 1)
            if not unzip.eof and len(found) <= most:
                raise EOFError
    except EOFError:
        raise InputError(name, f"is {kind} that is cut off", "Get the file again.") from None
    except (OSError, zlib.error) as error:
        raise InputError(name, f"is broken {kind} ({error})", "Get the file again.") from None
    if len(found) > most:
        raise InputError(name, f"is larger than {most / 1e6:g} MB, unpacked", "Unpack it, and give the part of it that is meant.")
    if len(found) > max(SMALL, MOST_TIMES * len(data)):
        problem = f"unpacks to more than {MOST_TIMES} times its size, as no page does"
        raise InputError(name, problem, "If you know what it is, unpack it and give that.")
    return found
