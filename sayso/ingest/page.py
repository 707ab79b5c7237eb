"""Pages: from an article's HTML to a Story, by trafilatura."""

from __future__ import annotations

import logging
import re
from datetime import date
from typing import Any

import trafilatura
from lxml import html

from sayso.errors import InputError
from sayso.ingest.decode import decode_markup
from sayso.ingest.markup import tree_of
from sayso.ingest.metadata import byline_of_page, published_of
from sayso.ingest.text import from_text
from sayso.ingest.unpack import unpacked
from sayso.ingest.visible import made_visible
from sayso.language.en.surroundings import WALL
from sayso.story import Story

LARGEST = 10_000_000
"""Bytes (of text: characters) of a page: as many as are fetched of one. An article's page has a few hundred thousand."""
_SHORTEST = 80
"""Characters: what is shorter is a menu or a notice, no article."""

FEW = 50
"""Words of which a page's text is told to have few. Briefs have some sixty."""
_NOTICE = 25
"""Words beside the paragraphs of a notice of which fewer are no story: a headline and a line."""
_WORDY = 200
"""Words of a text that is no notice, whatever it speaks of."""
_LONGER = 1.5
"""How many times as long a text must be to be taken for the story in place of a surer one that is hardly any."""
_log = logging.getLogger(__name__)

# What trafilatura logs of a broken page is said again, in words, by the error below.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def from_html(
    data: bytes | str,
    id: str,  # noqa: A002 - the field's name in the contract
    *,
    url: str | None = None,
    published: str | None = None,
    charset: str | None = None,
) -> Story:
    """Make a story of a page: its text is the title, a deck that the page shows, and the paragraphs, a blank line between.

    Author, outlet and date come from the page's metadata. ``charset`` is the label with which it was sent. Raises
    :class:`InputError` where the page holds no article or is too large to be one's.
    """
    if isinstance(data, bytes):
        if len(data) <= LARGEST:
            data = unpacked(data, id, LARGEST)
        _check(data, id)
        data = decode_markup(data, id, charset)
    _check(data, id)
    tree = tree_of(data, id)
    if tree is None:
        raise _none(id)
    day, shown = published_of(tree, url), _shown(tree)
    made_visible(tree)
    found, body = _found(tree, url)
    if found is None or len(body) < _SHORTEST:
        raise _none(id)
    words = len(body.split())
    told = list(dict.fromkeys(match.group().casefold() for match in WALL.finditer(body))) if words < _WORDY else []
    if len(told) > 1 and sum(len(line.split()) for line in body.split("\n") if not WALL.search(line)) < _NOTICE:
        problem = f"shows no story but a notice of {words} words ({', '.join(told[:3])})"
        raise InputError(id, problem, "Open it in a browser, save it once the story is there, and give the file.")
    if words < FEW:
        # It may be all that there is: a brief, or a picture with its caption.
        _log.warning("%s: has only %d words, fewer than a story: see that it is all of it.", id, words)
    title = _clean(found.title).replace("\n", " ") if found.title else None
    paragraphs = [line for line in body.split("\n") if line.strip()]
    # A stamp or a kicker may stand above the headline.
    if title and (again := next((n for n, line in enumerate(paragraphs[:3]) if _plain(line) == _plain(title)), None)) is not None:
        del paragraphs[again]
    deck = _clean(found.description) if found.description else None
    top = [part for part in (title, deck if _is_deck(deck, shown, paragraphs) else None) if part]
    return from_text(
        "\n\n".join([*top, *paragraphs]),
        id,
        published=published or day,
        url=url or found.url,
        outlet=found.sitename,
        title=title,
        byline=byline_of_page(tree, found.author, found.sitename),
        lang=found.language,
    )


def _found(tree: html.HtmlElement, url: str | None) -> tuple[Any, str]:
    """Return what trafilatura finds, and the text of it; where it is hardly anything, what it finds if it need not be sure."""
    found = _extracted(tree, url, precise=True)
    body = _clean(found.text or "") if found is not None else ""
    if len(body.split()) < FEW:
        other = _extracted(tree, url, precise=False)
        text = _clean(other.text or "") if other is not None else ""
        if len(text) > _LONGER * len(body):
            return other, text
    return found, body


def _extracted(tree: html.HtmlElement, url: str | None, *, precise: bool) -> Any:
    """Return what trafilatura finds, or None; of a page that lays itself out in its own way only if it need not be sure."""
    try:
        return trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            include_tables=False,
            deduplicate=False,
            with_metadata=True,
            favor_precision=precise,
            # Its dates are not asked for: they may be made up, as the present day of a month that was told.
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": f"{date.today():%Y-%m-%d}"},
        )
    except Exception:  # a page from anywhere, in a library of many parts: whatever fails, it is this page that cannot be read
        return None


def _check(data: bytes | str, name: str) -> None:
    if len(data) > LARGEST:
        raise InputError(name, f"is a page of more than {LARGEST / 1e6:g} MB", "Give the text of the article as a .txt file.")


def _none(name: str) -> InputError:
    remedy = "Give the page of one article, saved whole, or its text as a .txt file."
    return InputError(name, "holds no article that could be found", remedy)


def _clean(text: str) -> str:
    return text.encode("utf-8", "ignore").decode().strip()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _shown(tree: Any) -> str:
    """Return the words that a reader of the page sees."""
    return _plain(
        " ".join(tree.xpath("//text()[not(ancestor::head or ancestor::script or ancestor::style or ancestor::noscript)]"))
    )


def _is_deck(deck: str | None, shown: str, paragraphs: list[str]) -> bool:
    """Say whether a page's description is a deck: shown on the page, and not the story's own first words."""
    return bool(deck) and _plain(deck or "") in shown and _plain(deck or "") not in _plain(" ".join(paragraphs))
