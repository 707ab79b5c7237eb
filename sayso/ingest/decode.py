"""Decoding: from bytes to text, or to an error that says why they are no text."""

from __future__ import annotations

import codecs
import re

from sayso.errors import InputError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes, name: str) -> str:
    r"""Return the text of ``data``: UTF-8, or UTF-16 with its mark. Line ends become ``\\n``.

    Raises :class:`InputError` for what is empty, binary, or in another encoding: a guess could change a name.
    """
    bom, encoding = next(((bom, encoding) for bom, encoding in _BOMS if data.startswith(bom)), (b"", "utf-8"))
    data = data.removeprefix(bom)
    head = data[:4096]
    if encoding == "utf-8" and (b"\x00" in head or len(_CONTROL.findall(head.decode("latin-1"))) > len(head) / 50):
        raise InputError(name, "is binary, not text", "Give a text file, a saved page (.html) or JSON Lines (.jsonl).")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        place = f"byte 0x{data[error.start]:02x} at offset {error.start:,}"
        if encoding != "utf-8":
            raise InputError(name, f"is broken {encoding.upper()} text ({place})", "Save it again, as UTF-8.") from None
        raise InputError(name, f"is not UTF-8 text ({place})", f"Convert it: iconv -f WINDOWS-1252 -t UTF-8 {name}") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(name, "is empty", "Give a story of at least one sentence.")
    return text
