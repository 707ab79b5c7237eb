"""Wires: from an agency's item, in ninjs or NewsML-G2 (both of the IPTC), to its Story."""

from __future__ import annotations

import base64
import re
from typing import Any

from lxml import etree

from sayso.errors import InputError
from sayso.ingest import prose
from sayso.ingest.decode import decode_markup
from sayso.ingest.text import from_text
from sayso.ingest.tree import local, parse, within, words
from sayso.language.en.words import BYLINE_LEAD
from sayso.story import Story

NEWSML = frozenset({"newsitem", "newsmessage", "packageitem"})
"""Root elements of NewsML-G2 that are about news, in lower case."""

_READABLE = re.compile(r"\bx?html\b", re.IGNORECASE)
_GONE = re.compile(r"\b(?:canceled|cancelled|withheld)$", re.IGNORECASE)
"""Values of pubStatus (IPTC NewsCodes) that say not to publish."""
_NO_TEXT = ("holds no text", "Give items of text: pictures, packages and the like have nothing to read.")


def is_ninjs(item: Any) -> bool:
    """Say whether decoded JSON is a news item in ninjs, of any version from 1.0 to 3.0, rather than a line of sayso's own."""
    if not isinstance(item, dict) or _id_of(item) is None or isinstance(item.get("text"), str):
        return False
    return any(key.casefold().startswith(("bod", "headline", "versioncreated", "description")) for key in item)


def from_ninjs(item: dict[str, Any], name: str, published: str | None = None) -> Story:
    """Make a story of an item in ninjs; its id is the item's ``uri``, else its ``guid``. ``published`` counts where it has no date.

    The names of version 1 (``headline``, ``body_text``, ``body_xhtml``), of 2 (``headlines``, ``bodies``) and of 3 (as 2, in camel
    case) are understood. A property of a wrong type is as if it were not there. Raises :class:`InputError` where there is no text,
    and for an item that was withheld or canceled.
    """
    found = {key.casefold(): value for key, value in item.items()}
    _check(_text(found, "pubstatus"), name)
    bodies = {
        key.removeprefix("body_"): value for key, value in found.items() if key.startswith("body_") and isinstance(value, str)
    }
    texts = [(_READABLE.search(kind) is not None, value) for kind, value in sorted(bodies.items(), reverse=True)]
    texts += [(_READABLE.search(_text(body, "contenttype") or "") is not None, body["value"]) for body in _valued(found, "bodies")]
    body = next(
        (lines for marked, text in texts if (lines := prose.of_html(text, name) if marked else [text.strip()])[:1] > [""]), []
    )
    main = next(iter(_valued(found, "headlines")), {})
    sources = [source for source in _listed(found, "infosources") + _listed(found, "infosource") if isinstance(source, dict)]
    outlet = _text(found, "source") or next((text for source in sources if (text := _text(source, "name"))), None)
    uri = _id_of(item) or name
    return _story(
        name,
        uri.strip(),
        headline=_text(found, "headline") or _text(found, "headline_main") or _text(main, "value") or _text(found, "title"),
        body=body,
        byline=_text(found, "byline") or _text(found, "by"),
        published=_text(found, "versioncreated") or _text(found, "firstcreated") or published,
        outlet=outlet or _text(found, "copyrightholder"),
        lang=_text(found, "language"),
    )


def newsml_items(data: bytes, name: str, charset: str | None = None) -> list[bytes]:
    """Return the news items of a NewsML-G2 document that hold text, each as a document of its own, in order.

    ``charset`` is the label with which it was sent. Raises :class:`InputError` where there is none: packages only refer to items,
    and those of pictures hold captions.
    """
    root = parse(data, name, charset)
    items = [root] if local(root) == "newsitem" else list(within(root, "newsitem"))
    if found := [etree.tostring(item, encoding="utf-8", with_tail=False) for item in items if _body(item, name)]:
        return found
    raise InputError(name, *_NO_TEXT)


def from_newsml(data: bytes, name: str, published: str | None = None) -> Story:
    """Make a story of one ``newsItem`` of NewsML-G2; its id is the item's ``guid``. ``published`` counts where it is not dated.

    Its text is XHTML, NITF or plain, in the item itself. Raises :class:`InputError` where there is none, for broken XML, and for an
    item that was withheld or canceled.
    """
    root = parse(data, name)
    item = root if local(root) == "newsitem" else next(within(root, "newsitem"), root)
    meta, content = _child(item, "itemmeta"), _child(item, "contentmeta")
    _check(_code(_child(meta, "pubstatus")), name)
    nitf = _first(item, "body.head")
    dateline = words(_first(nitf, "dateline")) or words(_child(content, "dateline"))
    body = _body(item, name)
    line = _words(dateline or "")
    if dateline and body and _words(body[0])[: len(line)] != line:
        body = [dateline, *body]
    language = _child(content, "language")
    return _story(
        name,
        (item.get("guid") or name).strip(),
        headline=words(_child(content, "headline"))
        or words(_first(nitf, "hl1"))
        or words(_first(nitf, "hedline"))
        or words(_child(meta, "title")),
        body=body,
        byline=words(_child(content, "by")) or words(_first(nitf, "byline")) or _named(_child(content, "creator")),
        published=words(_child(meta, "versioncreated")) or words(_child(meta, "firstcreated")) or published,
        outlet=_named(_child(content, "infosource")) or _named(_child(meta, "provider")),
        lang=(language.get("tag") if language is not None else None) or item.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def _story(
    name: str,
    id: str,  # noqa: A002 - the field's name in the contract
    *,
    headline: str | None,
    body: list[str],
    byline: str | None,
    published: str | None,
    outlet: str | None,
    lang: str | None,
) -> Story:
    if not body:
        raise InputError(name, *_NO_TEXT)
    opening, _, rest = body[0].partition("\n")
    if headline and _words(opening) == _words(headline):
        body = [*_plain(rest), *body[1:]]
    try:
        return from_text(
            "\n\n".join([*([headline] if headline else []), *body]),
            id or name,
            published=published,
            url=id if id.startswith(("http://", "https://")) else None,
            outlet=outlet,
            title=headline,
            byline=BYLINE_LEAD.sub("", byline) if byline else None,
            lang=lang,
        )
    except InputError as error:
        raise InputError(name, error.problem, error.remedy) from None


def _id_of(item: dict[str, Any]) -> str | None:
    return next((value for key in ("uri", "guid") if isinstance(value := item.get(key), str)), None)


def _check(status: str | None, name: str) -> None:
    if status and _GONE.search(status):
        raise InputError(name, f"is not for publication ({status})", "Ask the agency for the item that took its place.")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _text(item: dict[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _listed(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _valued(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects of a list that have a text for a value, those in the role of the main one first."""
    found = [
        {inner.casefold(): value for inner, value in part.items()}
        for part in _listed(item, key)
        if isinstance(part, dict) and isinstance(part.get("value"), str) and part["value"].strip()
    ]
    return sorted(found, key=lambda part: part.get("role") != "main")


def _child(node: etree._Element | None, name: str) -> etree._Element | None:
    return next((child for child in node if local(child) == name), None) if node is not None else None


def _first(node: etree._Element | None, name: str) -> etree._Element | None:
    return next(within(node, name), None) if node is not None else None


def _code(node: etree._Element | None) -> str | None:
    code: str | None = (node.get("qcode") or node.get("uri")) if node is not None else None
    return code


def _named(node: etree._Element | None) -> str | None:
    """Return the name of a party: as written, else its literal, else its code without the scheme (``nprov:NWA``)."""
    if node is None:
        return None
    code: str = node.get("literal") or (node.get("qcode") or "").rpartition(":")[2]
    return words(_child(node, "name")) or code or None


def _body(item: etree._Element, name: str) -> list[str]:
    """Return the paragraphs of the first of an item's alternative contents that holds any."""
    contents = _child(item, "contentset")
    for content in contents if contents is not None else ():
        if local(content) == "inlinexml":
            found = prose.paragraphs(content)
        elif local(content) == "inlinedata":
            found = _data(content, name)
        else:
            continue
        if found:
            return found
    return []


def _data(content: etree._Element, name: str) -> list[str]:
    text = "".join(map(str, content.itertext()))
    if "base64" in (content.get("encoding") or "").casefold():
        try:
            text = decode_markup(base64.b64decode(text), name)
        except (ValueError, InputError):
            # No base64, or base64 of what is no text, such as a picture.
            return []
    kind = content.get("contenttype") or "text/plain"
    if _READABLE.search(kind):
        return prose.of_html(text, name)
    return _plain(text) if kind.startswith("text/plain") else []


def _plain(text: str) -> list[str]:
    """Return a plain text as one part, its paragraphs as they stand."""
    return [found] if (found := text.strip()) else []
