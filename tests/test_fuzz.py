"""The whole way, bytes → story → statements → archive: whatever comes in is a story or an error that names it, and soon.

A few examples of each kind run with the other tests. ``make fuzz`` looks for as long as ``SAYSO_FUZZ`` (seconds) says.
"""

import gzip
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.archive import Archive
from sayso.errors import InputError
from sayso.ingest import Document, documents, story_of
from sayso.ingest.fetch import FetchedPage
from sayso.story import Story, from_json, to_json
from tests.ingest.archives import http, record

EXAMPLES = 20
"""Of each kind, in every run of the tests."""
LONG = float(os.environ.get("SAYSO_FUZZ", "0"))
"""Seconds that ``make fuzz`` looks, over all kinds and on one core."""
LONGEST = 2.0
"""Seconds of one core in which anything up to ``LARGEST`` is a story or an error."""
LARGEST = 200_000
READ = 20_000
"""Characters of a story up to which it goes on to be read: a book of 35,000 words takes as many seconds as it has to."""

SAID = (
    "PORT ELLERY, Dec 31 (NWA) — The quay is unsafe, Ada Brill said on Monday. “We close it today,” she told reporters in Skerrin. "
    "Officials said that Brill had been told by a diver that nobody’d ask."
)
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quay shut</title>'
    '<meta property="article:published_time" content="2024-05-07T10:00:00Z"><meta name="author" content="Nora Pell">'
    '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Nora Pell"}],"datePublished":"2024"}</script>'
    f"</head><body><nav><ul><li><a href=/>Home</a></ul></nav><article><h1>Quay shut</h1><p>By Nora Pell</p><p>{SAID}</p>"
    "<ul><li><q>Who paid?</q> he wrote.</li></ul><blockquote><p>Shame.</p><footer>— <cite>Ada Brill</cite></footer></blockquote>"
    f"<table><tr><td><p>{SAID}</p></td></tr></table><br>x<br><br></article></body></html>"
)
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title><link>https://news.example/</link>'
    "<item><title>Quay &amp; pier</title><link>https://news.example/a</link><pubDate>Tue, 07 May 2024 10:00:00 GMT</pubDate></item>"
    "<item><title>Pier</title><link>/b</link><description>&lt;p&gt;x</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title type="html">Quay</title>'
    '<link href="https://news.example/c"/><published>2024-05-07T10:00:00Z</published></entry></feed>'
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
    "<loc>https://news.example/d</loc><lastmod>2024-05-07</lastmod><news:news><news:title>Quay</news:title>"
    "<news:publication_date>20240507</news:publication_date></news:news></url></urlset>"
)
INDEX = "<sitemapindex><sitemap><loc>https://news.example/map.xml</loc></sitemap></sitemapindex>"
NEWSML = (
    '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:a"><itemMeta>'
    "<versionCreated>2024-05-07T10:00:00Z</versionCreated><pubStatus qcode='stat:usable'/></itemMeta><contentMeta><headline>Quay"
    "</headline><by>Nora Pell</by><language tag='en'/></contentMeta><contentSet><inlineXML contenttype='application/xhtml+xml'>"
    f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{SAID}</p></body></html></inlineXML><inlineData contenttype='text/plain' "
    "encoding='base64'>VGhlIHF1YXkgaXMgc2h1dCwgc2hlIHNhaWQu</inlineData></contentSet></newsItem></itemSet></newsMessage>"
)
NINJS = {
    "uri": "urn:b",
    "headline": "Quay shut",
    "body_xhtml": f"<p>{SAID}</p>",
    "versioncreated": "2024-05-07T10:00:00Z",
    "byline": "By Nora",
}
NINJS_3 = {
    "uri": "urn:c",
    "headlines": [{"role": "main", "value": "Quay shut"}],
    "bodies": [{"contentType": "text/html", "value": f"<p>{SAID}"}],
}
LINE = {
    "id": "7",
    "text": f"Quay shut\n\nBy Nora Pell\n\n{SAID}",
    "published": "2024-05-07",
    "url": "https://news.example/7",
    "outlet": "T",
}

TAGS = [
    "<p>", "</p>", "<q>", "<br>", "<li>", "<ul>", "</ul>", "<blockquote class=twitter-tweet>", "<cite>",
    "<table><tr><td>", "</table>", "<!--", "-->", "<script>", "<style>", "<![CDATA[", "]]>", "<svg>", "<a href='",
    "<p a='", '"', "'", "<", ">", "&", "&#xD800;", "&#0;", "&lt;", "<h1>", "<title>", "<meta charset=punycode>",
    '<?xml version="1.0" encoding="utf-16"?>', "<!DOCTYPE x [<!ENTITY y 'z'>]>", "&y;", "<item>", "<link>", "<loc>",
    "</url>", "<newsItem>", "<inlineData encoding='base64'>é", "<time datetime='",
]  # fmt: skip
WORDS = [
    "“", "”", "‘", "’", '"', "'", "…", "—", ":", "\n", "\n\n", "\t", " ", "\u00a0", "\u2028", "\ufeff", "\u0301",
    "\u202e", "\0", "\x1b", "İ", "ß", "𝔸", "👩‍👩‍👧", "9999-12-31", "0000-00-00", "03/04/2024", "tomorrow",
    "999999999999 years ago", "on Monday", "last winter", "said", "told", "according to", "she", "they", "Q:", "A:",
    "(AP) —", "By Nora Pell", "Dr.", "Brill", "READ MORE", "[sic]", "http://", "@x", "…",
]  # fmt: skip
BYTES = [
    b"\x1f\x8b", b"\x78\x9c", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xec", b"\x80", b"\xff", b"\0", b"\r",
    b"\r\n", b"WARC/1.0\r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Encoding: br\r\n",
    b"Transfer-Encoding: chunked\r\n", b"{", b"}", b"[", b"]", b'"text":', b"null", b"1e999", b"\\ud800",
    b'"id": 7,',
]  # fmt: skip
TOKENS = [token.encode() for token in TAGS + WORDS] + BYTES


@dataclass(frozen=True)
class Kind:
    """What a file of a kind is called, and examples of it that are read."""

    name: str
    seeds: tuple[bytes, ...]


KINDS = {
    "html": Kind("a.html", (PAGE.encode(), PAGE.replace("utf-8", "iso-8859-1").encode("cp1252"), gzip.compress(PAGE.encode()))),
    "feed": Kind("a.xml", (RSS.encode(), ATOM.encode(), RSS.replace('encoding="utf-8"', "").encode("utf-16"))),
    "site map": Kind("a.xml", (SITEMAP.encode(), INDEX.encode(), gzip.compress(SITEMAP.encode()))),
    "NewsML-G2": Kind("a.xml", (NEWSML.encode(), NEWSML.replace("inlineXML", "inlineData").encode())),
    "ninjs": Kind("a.json", (json.dumps(NINJS).encode(), json.dumps(NINJS_3).encode(), json.dumps([NINJS, NINJS_3]).encode())),
    "WARC": Kind("a.warc", (record(http(PAGE.encode())) * 2, gzip.compress(record(http(PAGE.encode()))) * 2,
                            record(http(gzip.compress(PAGE.encode()), "Content-Type: text/html\r\nContent-Encoding: gzip")))),
    "JSON Lines": Kind("a.jsonl", (json.dumps(LINE).encode() + b"\n" + json.dumps(LINE | {"id": "8"}).encode(),)),
    "text": Kind("a.txt", (LINE["text"].encode(), f"{SAID}\n\nQ: Who paid?\n\nA: Nobody.".encode(), SAID.encode("utf-16"))),
}  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, kind: Kind) -> bytes:
    """A file of a kind in which a few places are cut out, doubled, overwritten, or filled with what upsets readers."""
    data = draw(st.sampled_from(kind.seeds))
    packed = data.startswith(b"\x1f\x8b") and draw(st.booleans())
    data = gzip.decompress(data) if packed else data
    piece = st.one_of(
        st.sampled_from(TOKENS), st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=8)
    )
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        to = min(len(data), at + draw(st.sampled_from([0, 0, 1, 3, 20, 200, 5000])))
        times = draw(st.sampled_from([1, 1, 1, 2, 40, 3000]))
        token = draw(st.one_of(piece, st.just(data[at:to])))
        data = data[:at] + token * min(times, 1 + (LARGEST - len(data)) // (len(token) + 1)) + data[to:]
    return gzip.compress(data[:LARGEST]) if packed else data[:LARGEST]


def taken_in(archive: Archive, path: Path) -> Iterator[int]:
    """Take a file in; yield the numbers of its stories. Whatever is no story is an error that says what is wrong."""

    def fetch(url: str) -> FetchedPage:
        if url.endswith(".xml"):
            return FetchedPage(url, "application/xml", None, SITEMAP.encode())
        return FetchedPage(url, "text/html", None, PAGE.replace("Quay", f"Quay {len(url)}").encode())

    for found in documents([path], fetch=fetch):
        if isinstance(found, Document):
            began = time.thread_time()
            try:
                story: Story | InputError = story_of(found)
            except InputError as error:
                story = error
            assert time.thread_time() - began < LONGEST
            if isinstance(story, Story):
                if len(story.text) > READ:
                    continue
                added = archive.take(found)
                if added.story is not None:
                    yield added.story
                    continue
                story = InputError(added.name, added.problem or "", added.remedy or "")
            found = story
        assert found.input.startswith((str(path), "https://", "http://", "/")), found.input
        assert found.problem
        assert found.remedy
        assert "fault of sayso" not in found.remedy, found


def check(story: Story) -> None:
    """A story is what its text holds: every span stands in it, and it can be written and read again."""
    assert from_json(to_json(story)) == story
    spans = [
        span for each in story.statements for span in (*each.source, *each.cue, *each.content, *each.addressee, *each.when_text)
    ]
    spans += [span for each in (story.headline, story.deck, story.body) if (span := each)]
    for start, end in spans:
        assert 0 <= start <= end <= len(story.text)
    for number, each in enumerate(story.statements):
        assert each.parent is None or each.parent < len(story.statements) != number


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(str(tmp_path_factory.mktemp("fuzz") / "news.db")) as opened:
        opened.take(Document("first", SAID.encode(), "text", "first"))
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_in_is_a_story_or_an_error(kept: Archive, tmp_path: Path, kind: str) -> None:
    until = time.monotonic() + LONG / len(KINDS)
    path = tmp_path / KINDS[kind].name

    @settings(max_examples=200 if LONG else EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(damaged(KINDS[kind]))
    def come_in(data: bytes) -> None:
        path.write_bytes(data)
        for number in taken_in(kept, path):
            check(kept.story(number))

    come_in()
    while time.monotonic() < until:
        come_in()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_each_kind_begins_with_is_read(kept: Archive, tmp_path: Path, kind: str) -> None:
    path = tmp_path / KINDS[kind].name
    for seed in KINDS[kind].seeds:
        path.write_bytes(seed)
        assert list(taken_in(kept, path)), kind
