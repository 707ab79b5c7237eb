"""What a browser draws: quotation marks, ends of lines, list items and the names under quotations, put into a page's tree as text.

The extractor that looks for the story afterwards knows paragraphs of text. What else shows a reader that words are quoted, and
whose they are, it would drop.
"""

from __future__ import annotations

import re

from lxml import html

OPENING, CLOSING = "“‘", "”’"
"""The marks that browsers draw around ``<q>``, and around one in another (HTML standard, rendering, 15.3.6)."""
DASH = "— "
"""What stands before the name under a quotation, in print."""

_QUOTED = re.compile(r"^[\"“‘'«„‹]")
_NAMED = re.compile(r"^[\s\-–—―~]+")
_OUTSIDE = (
    "ancestor::nav or ancestor::aside or ancestor::footer[not(ancestor::blockquote)] or ancestor::header[not(ancestor::article)]"
    " or ancestor::*[@role='navigation' or @role='complementary']"
)
_BLOCK = "self::p or self::div or self::h1 or self::h2 or self::h3 or self::table or self::blockquote or self::ul or self::ol"
_PARTS = frozenset(("p", "div", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "section"))
_LINKED = 0.5
"""Share of a list's letters that stand in links, from which it is a menu."""
_POST = re.compile(r"(?:^|\s)(?:twitter-tweet|instagram-media|bluesky-embed|mastodon-embed|tiktok-embed|threads-post)(?:\s|$)")
"""Classes of the block quotations in which networks hand out posts."""


def made_visible(tree: html.HtmlElement) -> None:
    """Change a page's tree in place so that what a browser draws stands in its text."""
    _mark(list(tree.iter("q")))
    for quotation in tree.xpath("//blockquote[not(ancestor::blockquote)] | //figure[.//blockquote and not(ancestor::figure)]"):
        _sign(quotation)
    _break_lines(tree)
    for around in reversed(tree.xpath(f"//*[(self::ul or self::ol) and not({_OUTSIDE})]")):
        _unlist(around)
    for table in tree.xpath(f"//table[tr/td/*[{_BLOCK}] or */tr/td/*[{_BLOCK}]]"):
        _lay_out(table)


def _mark(quotes: list[html.HtmlElement]) -> None:
    """Put quotation marks around what has none yet."""
    bare = [(quote, sum(1 for _ in quote.iterancestors("q")) % 2) for quote in quotes if not _QUOTED.match(_text(quote)[:1])]
    for quote, depth in bare:
        quote.text = f"{OPENING[depth]}{quote.text or ''}"
        if len(quote):
            quote[-1].tail = f"{quote[-1].tail or ''}{CLOSING[depth]}"
        else:
            quote.text += CLOSING[depth]
    for quote in quotes:
        quote.tag = "span"


def _sign(quotation: html.HtmlElement) -> None:
    """Bring the name under a block quotation to the end of its last paragraph, and the marks of print around its words."""
    post = bool(_POST.search(quotation.get("class") or ""))
    if quotation.tag == "figure":
        # The extractor takes figures for pictures.
        quotation.tag = "div"
        body = quotation.find(".//blockquote")
        names = [] if body is None else list(quotation.iterchildren("figcaption"))
    else:
        body = quotation
        names = [
            node for node in quotation.iter("footer", "cite", "figcaption") if next(node.iterancestors("footer"), None) is None
        ]
    if body is None:
        return
    paragraphs = [node for node in body.iter("p") if not node.xpath("ancestor::footer or ancestor::figcaption")]
    if post and not names and paragraphs:
        words = _taken_tail(paragraphs[-1])
    else:
        # A cite inside the words themselves names a work, and stays there.
        names = [node for node in names if not (node.tag == "cite" and (node.tail or "").strip() and node.getparent().tag == "p")]
        words = " ".join(_text(node) for node in names)
        for node in names:
            node.drop_tree()
        for node in [node for node in paragraphs if not _text(node)]:
            node.drop_tree()
        paragraphs = [node for node in paragraphs if _text(node)]
    words = _NAMED.sub("", " ".join(words.split()))
    if not words:
        return
    if not paragraphs:
        paragraph = html.Element("p")
        paragraph.text, body.text = body.text, None
        for child in list(body):
            paragraph.append(child)
        body.append(paragraph)
        paragraphs = [paragraph]
    if not _QUOTED.match(_text(paragraphs[0])):
        for number, paragraph in enumerate(paragraphs):
            paragraph.text = f"{OPENING[0]}{(paragraph.text or '').lstrip()}"
            _end_with(paragraph, CLOSING[0] if number == len(paragraphs) - 1 else "")
    _end_with(paragraphs[-1], f" {DASH}{words}")


def _end_with(node: html.HtmlElement, words: str) -> None:
    if len(node):
        node[-1].tail = f"{(node[-1].tail or '').rstrip()}{words}"
    else:
        node.text = f"{(node.text or '').rstrip()}{words}"


def _taken_tail(paragraph: html.HtmlElement) -> str:
    """Take what stands behind the words of a post, its account and its date, out of the tree, and return it."""
    words, paragraph.tail = paragraph.tail or "", None
    for node in list(paragraph.itersiblings()):
        words += f"{_text(node)}{node.tail or ''}"
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    return words


def _break_lines(tree: html.HtmlElement) -> None:
    """Make a blank of one end of a line, and the end of a paragraph of several."""
    for line in list(tree.iter("br")):
        if line.getparent() is None:
            continue
        following = line.getnext()
        several = False
        while following is not None and following.tag == "br" and not (line.tail or "").strip():
            line.tail = following.tail
            following.tail = None
            following.getparent().remove(following)
            following, several = line.getnext(), True
        if not several:
            # Taken out, each would have all the text before it copied.
            line.tag, line.text = "span", " "


def _lay_out(table: html.HtmlElement) -> None:
    """Make blocks of a table whose cells hold paragraphs or tables: it only lays the page out."""
    rows = [row for part in (table, *table.iterchildren("tbody", "thead", "tfoot")) for row in part.iterchildren("tr")]
    for part in (table, *table.iterchildren("tbody", "thead", "tfoot"), *rows, *(cell for row in rows for cell in row)):
        part.tag = "div"


def _unlist(around: html.HtmlElement) -> None:
    """Make paragraphs of the items of a list that is text and no menu."""
    words = len(_text(around))
    if not words or sum(len(_text(link)) for link in around.iter("a")) > _LINKED * words:
        return
    for item in list(around.iterchildren("li")):
        paragraph = html.Element("p")
        paragraph.text, item.text = item.text, None
        for child in list(item):
            if child.tag in _PARTS:
                break
            paragraph.append(child)
        if _text(paragraph):
            item.insert(0, paragraph)
        item.drop_tag()
    # Among other paragraphs they are judged like these; a block with a link in it would be taken for a menu.
    around.drop_tag()


def _text(node: html.HtmlElement) -> str:
    return " ".join("".join(map(str, node.itertext())).split())
