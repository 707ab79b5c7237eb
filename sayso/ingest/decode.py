"""Decoding: from bytes to text, in the encodings of the web (encoding.spec.whatwg.org), or to an error that says why it is none."""

from __future__ import annotations

import codecs
import re

import webencodings

from sayso.errors import InputError

HEAD = 4096
"""Bytes in which markup says its encoding, and by which it is told from what is no text. Browsers look at 1,024."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMENT = re.compile(rb"<!--.*?--!?>", re.DOTALL)
_XML = re.compile(rb"\s{0,100}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_NOT_ASCII = bytes(range(128, 256))
_BINARY = ("is binary, not text", "Give a text file, a saved page (.html) or JSON Lines (.jsonl).")


def decode(data: bytes, name: str) -> str:
    r"""Return the text of ``data``: UTF-8, or UTF-16 with its mark. Line ends become ``\\n``.

    Raises :class:`InputError` for what is empty, binary, or in another encoding: a guess could change a name.
    """
    bom, encoding = next(((bom, encoding) for bom, encoding in _BOMS if data.startswith(bom)), (b"", "utf-8"))
    data = data.removeprefix(bom)
    if encoding == "utf-8" and _is_binary(data[:HEAD].decode("latin-1")):
        raise InputError(name, *_BINARY)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        place = f"byte 0x{data[error.start]:02x} at offset {error.start:,}"
        if encoding != "utf-8":
            raise InputError(name, f"is broken {encoding.upper()} text ({place})", "Save it again, as UTF-8.") from None
        raise InputError(name, f"is not UTF-8 text ({place})", f"Convert it: iconv -f WINDOWS-1252 -t UTF-8 {name}") from None
    return _text(text, name)


def decode_sent(data: bytes, charset: str, name: str) -> str:
    """Return the text of ``data`` that was sent in an encoding of the web, by its label; a byte that is none of it becomes U+FFFD.

    Raises :class:`InputError` for what is empty or binary.
    """
    if (found := _encoding(charset)) is None:
        return decode(data, name)
    text = _decoded(data, found)
    if _is_binary(text[:HEAD]):
        raise InputError(name, *_BINARY)
    return _text(text, name)


def decode_markup(data: bytes, name: str, charset: str | None = None) -> str:
    """Return the text of a page or of XML, decoded as browsers do.

    Its mark counts, then ``charset``, the label with which it was sent, then the one that its own head declares; where nothing does
    it is UTF-8 or, if that cannot be, windows-1252. A byte that means nothing becomes U+FFFD.

    What holds more characters of UTF-8 than bytes that are none is UTF-8 whatever else was declared: in an encoding of one byte a
    letter these are next to impossible. Raises :class:`InputError` for what is empty or binary.
    """
    told = _marked(data) or _encoding(charset) or _declared(data)
    encoding = told if told and told.startswith("utf-16") else _encoding_of(data, told)
    text = _decoded(data, encoding)
    if _is_binary(text[:HEAD]):
        raise InputError(name, *_BINARY)
    return _text(text, name)


def charset_of(declared: str | None) -> str | None:
    """Return the encoding of the web that a label means (``windows-1252`` for ``latin1``), None for UTF-8 and for no label."""
    found = _encoding(declared)
    return None if found == "utf-8" else found


def _encoding(label: str | None) -> str | None:
    # Python knows many more codecs, of which some take the square of the time, and some are no encodings of text at all.
    found = webencodings.lookup(label.strip("\"' ")) if label and label.isascii() else None
    return found.name if found and found.name != "replacement" else None


def _encoding_of(data: bytes, told: str | None) -> str:
    text = _decoded(data, "utf-8")
    wrong = text.count("\ufffd") - data.count("\ufffd".encode())
    right = len(text) - len(data.translate(None, _NOT_ASCII)) - wrong
    if told in (None, "utf-8"):
        # One that is wrong is a character that was cut; more of them, and none that is right, were never UTF-8.
        return "utf-8" if wrong <= max(right, told == "utf-8") else "windows-1252"
    return "utf-8" if right > wrong else str(told)


def _decoded(data: bytes, encoding: str) -> str:
    return str(webencodings.decode(data, encoding, "replace")[0])


def _marked(data: bytes) -> str | None:
    """Return the encoding that the first bytes tell: by a mark or, of UTF-16 without one, by how markup begins."""
    if found := next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None):
        return found.replace("-16-", "-16")
    return {b"<\0": "utf-16le", b"\0<": "utf-16be"}.get(data[:2]) if data[2:4] != b"\0\0" else None


def _declared(data: bytes) -> str | None:
    head = data[:HEAD]
    match = _XML.match(head) or _META.search(_COMMENT.sub(b"", head))
    found = _encoding(match[1].decode()) if match else None
    if found is None:
        return None
    # What could be read to find it is no UTF-16.
    return "utf-8" if found.startswith("utf-16") else "windows-1252" if found == "x-user-defined" else found


def _is_binary(head: str) -> bool:
    return "\0" in head or len(_CONTROL.findall(head)) > len(head) / 50


def _text(text: str, name: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(name, "is empty", "Give a story of at least one sentence.")
    return text
