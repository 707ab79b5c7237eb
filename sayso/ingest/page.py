"""Pages: from an article's HTML to a Story, by trafilatura."""

from __future__ import annotations

import logging
import re
from datetime import date
from typing import Any

import trafilatura

from sayso.errors import InputError
from sayso.ingest.text import from_text
from sayso.story import Story

LARGEST = 10_000_000
"""Bytes (of text: characters) of a page: as many as are fetched of one. An article's page has a few hundred thousand."""
MOST_TAGS = 40_000
"""Tags that open in a page; an article with all that surrounds it has some thousand. Extraction takes time by their square: 4 s for
30,000 paragraphs, 32 s for 71,000, 5 minutes for 240,000."""
_TAG = re.compile(r"<\0?[a-z]", re.IGNORECASE)
_SHORTEST = 80
"""Characters: what is shorter is a menu or a notice, no article."""

# What trafilatura logs of a broken page is said again, in words, by the error below.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def from_html(data: bytes | str, id: str, *, url: str | None = None, published: str | None = None) -> Story:  # noqa: A002
    """Make a story of a page: its text is the title, a deck that the page shows, and the paragraphs, a blank line between.

    Author, outlet and date come from the page's metadata. Raises :class:`InputError` where the page holds no article or is
    too large to be one's.
    """
    if len(data) > LARGEST:
        raise InputError(id, f"is a page of more than {LARGEST / 1e6:g} MB", "Give the text of the article as a .txt file.")
    if sum(1 for _ in _TAG.finditer(data if isinstance(data, str) else data.decode("latin-1"))) > MOST_TAGS:
        problem = f"is a page of more than {MOST_TAGS:,} elements"
        raise InputError(id, problem, "Give the text of the article as a .txt file.")
    try:
        found: Any = trafilatura.bare_extraction(
            data,
            url=url,
            include_comments=False,
            include_tables=False,
            deduplicate=False,
            with_metadata=True,
            favor_precision=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": f"{date.today():%Y-%m-%d}"},
        )
    except Exception:  # a page from anywhere, in a library of many parts: whatever fails, it is this page that cannot be read
        found = None
    body = _clean(found.text) if found is not None and found.text else ""
    if len(body) < _SHORTEST:
        remedy = "Give the page of one article, saved whole, or its text as a .txt file."
        raise InputError(id, "holds no article that could be found", remedy)
    title = _clean(found.title).replace("\n", " ") if found.title else None
    paragraphs = [line for line in body.split("\n") if line.strip()]
    if title and _plain(paragraphs[0]) == _plain(title):
        paragraphs = paragraphs[1:]
    deck = _clean(found.description) if found.description else None
    shown = _shown(data)
    top = [part for part in (title, deck if _is_deck(deck, shown, paragraphs) else None) if part]
    return from_text(
        "\n\n".join([*top, *paragraphs]),
        id,
        published=published or found.date,
        url=url or found.url,
        outlet=found.sitename,
        title=title,
        byline=found.author,
        lang=found.language,
    )


def _clean(text: str) -> str:
    return text.encode("utf-8", "ignore").decode().strip()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _shown(data: bytes | str) -> str:
    """Return the words that a reader of the page sees, by the parser: a pattern over markup takes its square of the time."""
    tree: Any = trafilatura.load_html(data)
    if tree is None:
        return ""
    return _plain(
        " ".join(tree.xpath("//text()[not(ancestor::head or ancestor::script or ancestor::style or ancestor::noscript)]"))
    )


def _is_deck(deck: str | None, shown: str, paragraphs: list[str]) -> bool:
    """Say whether a page's description is a deck: shown on the page, and not the story's own first words."""
    return bool(deck) and _plain(deck or "") in shown and _plain(deck or "") not in _plain(" ".join(paragraphs))
