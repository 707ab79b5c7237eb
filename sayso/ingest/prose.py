"""Prose: from the elements of a wire's body (XHTML, NITF) to its paragraphs."""

from __future__ import annotations

from lxml import etree

from sayso.ingest.markup import tree_of
from sayso.ingest.tree import local

_BLOCKS = frozenset(
    ("address", "article", "blockquote", "body", "body.content", "block", "bq", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3",
     "h4", "h5", "h6", "hl1", "hl2", "hr", "li", "main", "ol", "p", "pre", "section", "ul")
)  # fmt: skip
"""Elements of XHTML and NITF 3.6 at whose edges a paragraph ends."""
_NO_PROSE = frozenset(
    ("aside", "body.end", "body.head", "docdata", "figure", "head", "media", "nav", "nitf-table", "script", "style", "table",
     "template", "title")
)  # fmt: skip
"""Elements of which nothing belongs to the running text: as of pages, tables and captions neither."""
_EDGE = "\0"


def paragraphs(root: etree._Element) -> list[str]:
    """Return the paragraphs below an element, blanks drawn together; whatever its depth, nothing recurses."""
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        name = local(node)
        if name in _BLOCKS or name in _NO_PROSE:
            parts.append(_EDGE)
        if event == "end":
            parts.append((node.tail or "") if node is not root else "")
        elif name in _NO_PROSE:
            walk.skip_subtree()
        else:
            parts.append(node.text or "")
    return [found for part in "".join(parts).split(_EDGE) if (found := " ".join(part.split()))]


def of_html(text: str, name: str) -> list[str]:
    """Return the paragraphs of a piece of HTML, be it a whole page or a fragment.

    Raises :class:`InputError`, which names ``name``, where its markup is beyond what any page needs.
    """
    root = tree_of(text, name) if text.strip() else None
    return paragraphs(root) if root is not None else []
