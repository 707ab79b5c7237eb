"""Metadata: from the tree of a page to when it was published and by whom, as the page itself says it."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from sayso.ingest.layout import byline_of
from sayso.ingest.published import told
from sayso.language.en.surroundings import CHANGED, NOBODY

_STORY = re.compile(r"(?:Article|Posting|Report|Review)$")
"""Types of schema.org that are a story: NewsArticle, LiveBlogPosting, Report …"""
_PUBLISHED = frozenset(
    (
        "article:published_time",
        "article:published",
        "og:published_time",
        "article:post_date",
        "rnews:datepublished",
        "datepublished",
    )
)
"""Properties of ``meta`` that name the day of publication, in lower case, those that the Open Graph protocol has first."""
_DATED = frozenset(
    ("date", "pubdate", "pub_date", "publishdate", "publish_date", "publish-date", "publication_date", "publication-date",
     "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date", "dcterms.issued", "dcterms.created", "parsely-pub-date",
     "sailthru.date", "citation_publication_date", "citation_date", "article_date_original", "article.published",
     "originalpublicationdate", "datecreated", "date_published", "cxenseparse:recs:publishtime", "iso-8601-publish-date")
)  # fmt: skip
"""Names of ``meta`` that do so on many sites (htmldate and trafilatura look for them too)."""
_AUTHOR = frozenset(
    ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "citation_author")
)
_ASIDE = (
    "ancestor-or-self::*[self::aside or self::nav or self::footer or self::head or self::script or self::style or self::template]"
)
_CLASSED = (
    "//*[not(*[2]) and string-length(normalize-space(.)) < 100 and ("
    "contains(@class,'date') or contains(@class,'Date') or contains(@class,'publish') or contains(@class,'timestamp'))"
    f" and not({_ASIDE})]"
)
_URL_DAY = re.compile(r"[/_-]((?:19|20)\d\d)([/_-])(\d{1,2})\2(\d{1,2})(?=[/_.-]|$)|[/_-]((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_.-]|$)")
_LONGEST_BYLINE = 160
_LONG, _WITHIN = 80, 3
"""Characters of a paragraph, and the how-manieth of these ends the search: what stands far below is of another story."""
_MOST_PARTS = 6
"""Elements in an element of a byline: each name may be a link."""


def published_of(tree: html.HtmlElement, url: str | None) -> str | None:
    """Return the day, month or year on which a page says that it was published, as ISO 8601; None where it does not say.

    What it declares goes first, then what it shows; a date in its address is the last to be asked: many of these are of
    another day. A value that is no date is passed over.
    """
    country = _country(tree, url)
    return next((day for value in _dates(tree, url) if (day := told(value, country))), None)


def byline_of_page(tree: html.HtmlElement, declared: str | None, outlet: str | None) -> str | None:
    """Return the authors of a page: those of the byline that it shows, else the people in its linked data, else ``declared``.

    Who publishes it is no author, nor is an account of the system (``admin``, ``Web Team``) where somebody else is named.
    """
    if shown := _shown_byline(tree):
        return shown
    stories = list(_stories(tree))
    outlets = {_plain(name) for name in (outlet, *(name for each in stories for name, _ in _parties(each.get("publisher"))))}
    parties = [party for each in stories for party in _parties(each.get("author"))]
    names = [name for name, kind in parties if kind != "Organization"]
    names = names or [*re.split(r"\s*;\s*", declared or ""), *(name for name, _ in parties)]
    found = list(dict.fromkeys(name for name in names if name and _plain(name) not in outlets and not NOBODY.fullmatch(name)))
    return "; ".join(found) or None


def _dates(tree: html.HtmlElement, url: str | None) -> Iterator[str]:
    metas = [((node.get("property") or node.get("name") or "").casefold(), node.get("content") or "") for node in tree.iter("meta")]
    yield from (value for name, value in metas if name in _PUBLISHED)
    for story in _stories(tree):
        for key in ("datePublished", "dateCreated"):
            if isinstance(value := story.get(key), str | int):
                yield str(value)
    for node in tree.xpath("//*[@itemprop='datePublished' or @itemprop='datepublished' or @property='datePublished']"):
        yield node.get("content") or node.get("datetime") or _words(node)
    yield from (value for name, value in metas if name in _DATED)
    for node in tree.xpath(f"//time[@datetime and not({_ASIDE})]"):
        yield node.get("datetime")
    yield from (words for node in tree.xpath(_CLASSED)[:20] if not CHANGED.match(words := _words(node)))
    for address in (url, *_addresses(tree)):
        if match := _URL_DAY.search(urlsplit(address).path if address else ""):
            yield "-".join(part.zfill(2) for part in match.group(1, 3, 4)) if match[1] else "-".join(match.group(5, 6, 7))


def _addresses(tree: html.HtmlElement) -> list[str]:
    return [str(found) for found in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")]


def _country(tree: html.HtmlElement, url: str | None) -> str | None:
    """Return the country whose customs a page follows, by its language or its address; None where it does not say."""
    languages = [
        *tree.xpath("/html/@lang | //meta[@property='og:locale']/@content | //meta[@http-equiv='content-language']/@content")
    ]
    for language in languages:
        if match := re.search(r"[-_]([A-Za-z]{2})\b", str(language)):
            return match[1].upper()
    for address in (url, *_addresses(tree)):
        try:
            host = urlsplit(address or "").hostname or ""
        except ValueError:
            continue
        ending = host.rpartition(".")[2].upper()
        if len(ending) == 2 and ending.isalpha() and ending not in ("IO", "TV", "CO", "ME", "AI", "FM", "EU"):
            return "GB" if ending == "UK" else ending
        if ending in ("GOV", "MIL"):
            return "US"
    return None


def _stories(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the stories in a page's linked data (JSON-LD)."""
    for script in tree.xpath("//script[contains(@type,'ld+json')]"):
        try:
            waiting = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            found = waiting.popleft()
            if isinstance(found, list):
                waiting.extendleft(reversed(found))
            elif isinstance(found, dict):
                kinds = found.get("@type")
                if any(isinstance(kind, str) and _STORY.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    yield found
                waiting.extend(
                    found[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(found.get(key), dict | list)
                )


def _parties(value: Any) -> Iterator[tuple[str, str | None]]:
    """Yield the names of an author or a publisher in linked data, each with its type if that is told."""
    for party in value if isinstance(value, list) else [value]:
        name = party.get("name") if isinstance(party, dict) else party
        kind = party.get("@type") if isinstance(party, dict) else None
        for each in name if isinstance(name, list) else [name]:
            if isinstance(each, str) and (words := " ".join(each.split())) and "://" not in words:
                yield byline_of(words) or words, kind if isinstance(kind, str) else None


def _shown_byline(tree: html.HtmlElement) -> str | None:
    """Return what stands in the first element soon behind the headline that holds a byline and nothing else."""
    headline = tree.find(".//h1")
    behind = headline.xpath("following::*") if headline is not None else tree.iter()
    paragraphs = 0
    for node in behind:
        if node.tag == "p" and len(_words(node, _LONGEST_BYLINE)) >= _LONG:
            paragraphs += 1
            if paragraphs == _WITHIN:
                return None
        if not isinstance(node.tag, str) or len(node) > _MOST_PARTS or any(len(child) > _MOST_PARTS for child in node):
            continue
        if len(words := _words(node, _LONGEST_BYLINE + 1)) <= _LONGEST_BYLINE and (names := byline_of(words)):
            return names if not node.xpath(_ASIDE) else None
    return None


def _words(node: html.HtmlElement, most: int = 400) -> str:
    """Return the text in and below a node, blanks drawn together, up to a little more than ``most`` characters."""
    parts: list[str] = []
    length = 0
    for part in node.itertext():
        parts.append(str(part))
        length += len(part)
        if length > 2 * most:
            break
    return " ".join("".join(parts).split())


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))
