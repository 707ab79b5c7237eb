"""Feeds: from the bytes of an RSS or Atom feed, an OPML file or a site map to the addresses that it lists. Fetches nothing."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from sayso.errors import InputError
from sayso.ingest.prose import of_html
from sayso.ingest.published import extended
from sayso.ingest.tree import decoded, local, parse, root_of, within, words
from sayso.ingest.unpack import unpacked

LARGEST = 50_000_000
"""Bytes of a list, unpacked: what the protocol of site maps allows (sitemaps.org)."""
MOST = 50_000
"""Addresses of one list: likewise."""
_ADDRESSES = (b"<item", b"<entry", b"<outline", b"<loc>")
"""What stands before each address of a list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One story of a list: its address, and what the list says of it. ``published`` and ``updated`` are ISO 8601."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list lists: the stories of a feed or a site map, the feeds of an OPML file, the site maps of an index."""

    kind: Literal["feed", "opml", "sitemap", "index"]
    entries: tuple[Entry, ...] = ()
    listings: tuple[str, ...] = ()


def listing(data: bytes, url: str, charset: str | None = None) -> Listing | None:
    """Return what the bytes list; None where they are no list at all: a page, a text, another kind of XML.

    Feeds are RSS 0.9 to 2.0 and Atom; site maps may be of news (``news:news``) or of any pages, and packed with gzip. ``url`` is
    where the list stands: relative addresses count from there, and errors name it; ``charset`` is the label with which it was sent.
    Only http(s) addresses are kept, each once. Raises :class:`InputError` for what begins like a list and is broken, too large, or
    lists nothing that could be fetched.
    """
    data = unpacked(data, url, LARGEST)
    read = _READERS.get((root_of(data) or "").casefold())
    if read is None:
        return None
    if len(data) > LARGEST:
        raise InputError(url, f"is a list of more than {LARGEST / 1e6:g} MB", "Have it split into several.")
    if sum(data.count(tag) for tag in _ADDRESSES) > MOST:
        raise InputError(url, f"lists more than {MOST:,} addresses", "Have it split into several.")
    return read(decoded(data, url, charset), url)


def _feed(data: bytes, url: str) -> Listing | None:
    import feedparser

    # A stream, since feedparser would open what it takes for a path or an address.
    try:
        found: Any = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url}, sanitize_html=False)
    except ValueError:
        # feedparser cannot take a name apart in which a blank stands.
        raise InputError(url, "is a broken feed", "Get it again, or have its publisher mend it.") from None
    # That it came with no type, or in an encoding of its own, is no fault of the list.
    kept = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)
    broken = found.bozo_exception if found.bozo and not isinstance(found.bozo_exception, kept) else None
    if not found.version and not broken:
        return None  # RDF that is no RSS
    base = _absolute(found.feed.get("link"), url) or url
    # RSS before 2.0 has no other date than dc:date, which feedparser takes for that of a change.
    dated = "updated_parsed" if found.version in ("rss090", "rss10") else "published_parsed"
    entries = tuple(
        _entries(
            (
                (
                    entry.get("link"),
                    entry.get("title"),
                    _iso(_get(entry, "published_parsed") or _get(entry, dated)),
                    _iso(_get(entry, "updated_parsed")),
                )
                for entry in found.entries
            ),
            base,
        )
    )
    if not entries and (broken or found.entries):
        problem = f"is a broken feed ({broken})" if broken else "is a feed without a single http(s) address"
        raise InputError(url, problem, "Get it again, or have its publisher mend it.")
    return Listing("feed", entries)


def _get(entry: Any, key: str) -> Any:
    # Asked for a missing date of change, feedparser hands out that of publication, and warns.
    return entry[key] if key in entry.keys() else None  # noqa: SIM118


def _opml(data: bytes, url: str) -> Listing:
    outlines = (node for node in within(parse(data, url), "outline"))
    links = (value for node in outlines for key, value in node.attrib.items() if str(key).casefold() == "xmlurl")
    return Listing("opml", listings=_links((str(link) for link in links), url))


def _sitemap(data: bytes, url: str) -> Listing:
    entries = []
    for node in within(parse(data, url), "url"):
        direct = {local(child): words(child) for child in node}
        news = {local(child): words(child) for found in node if local(found) == "news" for child in found}
        entries.append(
            (
                direct.get("loc"),
                news.get("title"),
                extended(news.get("publication_date") or ""),
                extended(direct.get("lastmod") or ""),
            )
        )
    return Listing("sitemap", tuple(_entries(iter(entries), url)))


def _index(data: bytes, url: str) -> Listing:
    links = (words(child) or "" for node in within(parse(data, url), "sitemap") for child in node if local(child) == "loc")
    return Listing("index", listings=_links(links, url))


_READERS: dict[str, Callable[[bytes, str], Listing | None]] = {
    "rss": _feed,
    "rdf": _feed,
    "feed": _feed,
    "opml": _opml,
    "urlset": _sitemap,
    "sitemapindex": _index,
}
"""Root element, lower case → what reads it."""


def _entries(found: Iterator[tuple[Any, Any, str | None, str | None]], base: str) -> Iterator[Entry]:
    seen = set()
    for link, title, published, updated in found:
        if (url := _absolute(link, base)) and url not in seen:
            seen.add(url)
            yield Entry(url, _title(title, url), published, updated)


def _title(title: object, url: str) -> str | None:
    try:
        return " ".join(of_html(title, url)) or None if isinstance(title, str) else None
    except InputError:
        # Of markup that no title needs nobody loses a story.
        return None


def _links(found: Iterator[str], base: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for link in found if (url := _absolute(link, base))))


def _absolute(link: object, base: str) -> str | None:
    """Return an address as a whole, without the part of the page that it points to; None for what is no http(s) address."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        url = urldefrag(urljoin(base, link.strip())).url
        # A lone surrogate, which a character reference can make, is a ValueError too.
        url.encode()
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _iso(value: time.struct_time | None) -> str | None:
    try:
        return datetime(*value[:6], tzinfo=UTC).isoformat() if value else None
    except ValueError:
        return None
