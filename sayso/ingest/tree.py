"""XML: from bytes to a tree; nothing is fetched for it and nothing in it is expanded."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from sayso.errors import InputError
from sayso.ingest.decode import decode_markup

HEAD = 8192
"""Bytes in which the root element is sought."""

_ROOT = re.compile(
    r"(?<!\s)\s*+(?>(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)\s*)*+<(?:[\w.-]+:)?([A-Za-z][\w.-]*)",
    re.DOTALL | re.IGNORECASE,
)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}));")
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 does not take for a character (2.2)."""
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def root_of(data: bytes) -> str | None:
    """Return the name of the root element, without its prefix; None for what does not begin like XML. Parses nothing."""
    head = data[:HEAD]
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if utf16 else "utf-8-sig", "ignore")
    match = _ROOT.match(text)
    return match[1] if match else None


def decoded(data: bytes, name: str, charset: str | None = None) -> bytes:
    """Return XML in UTF-8 and without the declaration of another encoding; ``charset`` is the label with which it was sent.

    The parsers would look an encoding up among all that they have, and each knows others. Raises :class:`InputError`.
    """
    text = _DECLARATION.sub("", decode_markup(data, name, charset), count=1)
    return _NO_CHARACTER.sub("\ufffd", _REFERENCE.sub(_referred, text)).encode()


def _referred(match: re.Match[str]) -> str:
    """Return a reference to a character as it stands; U+FFFD for one to what is none, at which parsers stop."""
    number = int(match[1], 16) if match[1] else int(match[2])
    return "\ufffd" if number > 0x10FFFF or _NO_CHARACTER.match(chr(number)) else match[0]


def parse(data: bytes, name: str, charset: str | None = None) -> etree._Element:
    """Return the root of the XML in ``data``, without comments; ``charset`` is the label with which it was sent.

    Raises :class:`InputError` where it is broken, and where it declares entities: no news format needs any of its own, and a few
    lines of them can unfold to gigabytes.
    """
    data = decoded(data, name, charset)
    if _ENTITY.search(data):
        raise InputError(name, "declares XML entities, which no news format needs", "Write the characters themselves.")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        problem = f"is broken XML ({getattr(error, 'msg', error)})"
        raise InputError(name, problem, "Get the file again, or have its publisher mend it.") from None


def local(node: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case."""
    return etree.QName(node).localname.casefold() if isinstance(node.tag, str) else ""


def within(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements of these names (lower case) anywhere below ``node``, in order, whatever their namespace."""
    return (found for found in node.iterdescendants() if local(found) in names)


def words(node: etree._Element | None) -> str | None:
    """Return the text in and below a node, blanks drawn together; None where there is none."""
    return (" ".join("".join(map(str, node.itertext())).split()) or None) if node is not None else None
