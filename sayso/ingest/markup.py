"""Markup: from the text of a page, or of a piece of one, to its tree, within bounds that are checked before anything is parsed."""

from __future__ import annotations

import re

from lxml import etree, html

from sayso.errors import InputError

MOST_TAGS = 25_000
"""Tags that open in a page; an article with all that surrounds it has some thousand. Extraction takes time by their square: 2 s for
28,000 paragraphs, 32 s for 71,000, 5 minutes for 240,000."""
MOST_ATTRIBUTES = 500
"""Attributes of one tag. The parser compares each with all before it: 40,000 take 3 s."""
LONGEST_TAG = 5_000_000
"""Characters of one tag: an image that stands in its own attribute may have some million."""
DEEPEST = 255
"""Elements in each other that the parser follows (libxml2); what stands deeper would be lost."""

_MARK = re.compile(r"<(?:!--|(?=[a-z]))", re.IGNORECASE)
_NAME = re.compile(r"[^\s/>]+")
_ATTRIBUTE = re.compile(r"[\s/]*+(?:[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s\"'>][^\s>]*+)?)?)")
"""One attribute, with what stands before it: as the tokenizer of the HTML standard has it (13.2.5.32 to 39)."""
_AFTER = re.compile(r"[\s/]*+>?")
_COMMENT_END = re.compile("--!?>")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")}
"""Elements in which nothing is markup but their own end."""
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no tree can hold."""
_REMEDY = "Give the text of the article as a .txt file."


def tree_of(text: str, name: str) -> html.HtmlElement | None:
    """Return the root of a page, or of a piece of one, without comments; None where there is no element in it.

    Characters that no tree can hold are left out. Raises :class:`InputError`, which names ``name``, where the markup is beyond what
    any page needs: in tags, in attributes of one tag, in the length of one, in depth.
    """
    _check(text, name)
    parser = html.HTMLParser(
        encoding="utf-8", collect_ids=False, default_doctype=False, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root: html.HtmlElement = html.document_fromstring(_NO_XML.sub("", text).encode(), parser)
    except etree.ParserError:  # nothing but comments
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT or "depth" in error.message for error in parser.error_log):
        raise InputError(name, f"is a page of more than {DEEPEST} elements in each other", _REMEDY)
    return root


def _check(text: str, name: str) -> None:
    tags, at = 0, 0
    while mark := _MARK.search(text, at):
        if mark.group() != "<":
            end = _COMMENT_END.search(text, mark.start() + 2)
            at = end.end() if end else len(text)
            continue
        tags += 1
        if tags > MOST_TAGS:
            raise InputError(name, f"is a page of more than {MOST_TAGS:,} elements", _REMEDY)
        tag = _NAME.match(text, mark.end())
        at = tag.end() if tag else mark.end()
        attributes = 0
        while found := _ATTRIBUTE.match(text, at):
            attributes += 1
            at = found.end()
            if attributes > MOST_ATTRIBUTES:
                raise InputError(name, f"is a page with more than {MOST_ATTRIBUTES} attributes in one tag", _REMEDY)
        after = _AFTER.match(text, at)
        at = after.end() if after else at
        if at - mark.start() > LONGEST_TAG:
            raise InputError(name, f"is a page with a tag of more than {LONGEST_TAG / 1e6:g} million characters", _REMEDY)
        if tag and (raw := _RAW_END.get(tag.group().casefold())):
            end = raw.search(text, at)
            at = end.end() if end else len(text)
