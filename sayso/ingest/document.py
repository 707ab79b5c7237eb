"""Documents: from one thing that was found (a file, a line, a record of a web archive, an item of a wire) to its Story."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sayso.errors import SaysoError, fault
from sayso.ingest.decode import decode, decode_sent
from sayso.ingest.language import checked
from sayso.ingest.line import from_line
from sayso.ingest.text import from_text
from sayso.story import Story, from_json

Form = Literal["text", "page", "json", "newsml", "reading"]
PAGES = frozenset({".html", ".htm", ".xhtml"})

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|meta)\b", re.IGNORECASE)


class ReadFrom(NamedTuple):
    """What is known of a story that was read before: the digest of the document that it was made of, and its bands.

    Of bands :mod:`sayso.alike` tells.
    """

    digest: str
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One story as it was found, not read yet: bytes, and what is known of them from outside. It goes through pickle.

    ``name`` is what a user would call it: a path, an address, ``news.jsonl:3`` (line), ``message.xml:2`` (item),
    ``news.warc.gz:7412`` (offset in bytes); and the story's id, unless it brings its own. ``input`` is what the user named and it
    was found in. ``form`` says how ``data`` is to be read: plain text, a page in HTML, one JSON object (sayso's own or ninjs), one
    ``newsItem`` of NewsML-G2, a story as JSON that ``sayso run`` read, of which ``read_from`` then tells. ``published`` (ISO 8601)
    counts for a story that is not dated; with a page it goes before what the page says. ``charset`` is the encoding of the web in
    which a page or a text was sent, None where nobody said, or it is UTF-8 (:func:`sayso.ingest.decode.charset_of`). ``lang`` is
    the language that the user says it is in, None to tell it from the text.
    """

    name: str
    data: bytes
    form: Form
    input: str
    url: str | None = None
    published: str | None = None
    charset: str | None = None
    lang: str | None = None
    read_from: ReadFrom | None = None

    @property
    def digest(self) -> str:
        """All that its text is made of, in 32 hexadecimal digits: equal digests make equal texts (BLAKE2b, RFC 7693)."""
        if self.read_from:
            return self.read_from.digest
        known = "\0".join(part or "" for part in (self.form, self.url, self.published, self.charset))
        if self.lang:
            known += f"\0{self.lang}"
        digest = hashlib.blake2b(known.encode("utf-8", "surrogatepass") + b"\0", digest_size=16)
        digest.update(self.data)
        return digest.hexdigest()


def form_of(data: bytes, suffix: str) -> Form:
    """Say whether bytes are a page or a text, by the end of their name (lower case, with its dot) and by how they begin."""
    return "page" if suffix in PAGES or _PAGE.search(data[:2048]) else "text"


def story_of(document: Document) -> Story:
    """Make the story of a document. Raises :class:`InputError`, which names the document, where it holds none or breaks.

    One in a language that is not read is a :class:`LanguageError`.
    """
    try:
        if document.form == "reading":
            return from_json(document.data)
        return checked(_story_of(document), document.name, document.lang)
    except SaysoError:
        raise
    except Exception as error:
        raise fault(document.name, error) from error


def _story_of(document: Document) -> Story:
    name, data, published = document.name, document.data, document.published
    if document.form == "json":
        return from_line(data, name, published)
    if document.form == "newsml":
        from sayso.ingest.wire import from_newsml

        return from_newsml(data, name, published)
    if document.form == "page":
        # trafilatura takes most of the time to start, and plain text needs none of it.
        from sayso.ingest.page import from_html

        return from_html(data, name, url=document.url, published=published, charset=document.charset)
    text = decode_sent(data, document.charset, name) if document.charset else decode(data, name)
    return from_text(text, name, published=published, url=document.url)
