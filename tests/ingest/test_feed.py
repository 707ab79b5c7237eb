import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.ingest import feed
from sayso.ingest.feed import Entry, listing

URL = "https://news.example/lists/all.xml"
DATE = "2024-05-07T08:00:00+00:00"

RSS_2 = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://news.example/</link>
<item><title>Night boat
 to stop</title><link>/boat</link><pubDate>Tue, 07 May 2024 10:00:00 +0200</pubDate></item>
<item><guid>https://news.example/quay#top</guid></item></channel></rss>"""
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title><link>https://news.example/</link></channel>
<item><title>Night boat to stop</title><link>https://news.example/boat</link>
<dc:date>2024-05-07T10:00:00+02:00</dc:date></item></rdf:RDF>"""
RSS_0 = """<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><item><title>Night boat to stop</title><link>https://news.example/boat</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title type="html">Night &lt;b&gt;boat&lt;/b&gt; to stop</title>
<link rel="self" href="/feed/1"/><link rel="alternate" href="../boat"/><published>2024-05-07T08:00:00Z</published>
<updated>2024-05-07T09:00:00Z</updated></entry></feed>"""
OPML = """<opml version="2.0"><body><outline text="Boats"><outline type="rss" xmlUrl="/boats.rss"/></outline>
<outline xmlurl="https://quays.example/atom"/><outline text="no list" htmlUrl="https://quays.example/"/></body></opml>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://news.example/boat </loc><lastmod>2024-05-08</lastmod><news:news><news:title>Night boat to stop</news:title>
<news:publication_date>2024-05-07T08:00:00+00:00</news:publication_date></news:news></url>
<url><loc>https://news.example/quay</loc><lastmod>last week</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://news.example/2024.xml.gz</loc></sitemap>
<sitemap><loc>https://news.example/2023.xml.gz</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize(
    ("data", "published", "updated"),
    [(RSS_2, DATE, None), (RSS_1, DATE, DATE), (RSS_0, None, None), (ATOM, DATE, "2024-05-07T09:00:00+00:00"),
     (SITEMAP, DATE, "2024-05-08")],
    ids=["rss 2.0", "rss 1.0", "rss 0.91", "atom", "news site map"],
)  # fmt: skip
def test_a_list_says_what_it_lists_and_since_when(data: str, published: str | None, updated: str | None) -> None:
    found = listing(data.encode(), URL)
    assert found is not None
    assert found.kind == ("sitemap" if data is SITEMAP else "feed")
    assert found.entries[0] == Entry("https://news.example/boat", "Night boat to stop", published, updated)
    assert all(entry.url == "https://news.example/quay" for entry in found.entries[1:])


def test_lists_of_lists_say_where_these_are() -> None:
    outlines, index = listing(OPML.encode(), URL), listing(INDEX.encode(), URL)
    assert outlines is not None
    assert index is not None
    assert (outlines.kind, outlines.listings) == ("opml", ("https://news.example/boats.rss", "https://quays.example/atom"))
    assert (index.kind, index.listings) == ("index", ("https://news.example/2024.xml.gz", "https://news.example/2023.xml.gz"))


@pytest.mark.parametrize("data", [RSS_2, RSS_1, RSS_0, ATOM, OPML, SITEMAP, INDEX])
def test_a_list_may_be_packed_or_in_another_encoding(data: str) -> None:
    plain = listing(data.encode(), URL)
    assert listing(gzip.compress(data.encode()), URL) == plain
    assert listing(data.replace('<?xml version="1.0"?>', "").encode("utf-16"), URL) == plain
    assert listing(b"\xef\xbb\xbf<!-- made up --> " + data.replace('<?xml version="1.0"?>', "").encode(), URL) == plain


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<html><body>rss</body></html>", b"<!DOCTYPE html><html><rss>", b"<newsItem/>", b"\x1f\x8bx"[:1],
     b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", gzip.compress(b"hello"), b"{}", b"<", b"<!-- rss"],
)  # fmt: skip
def test_what_is_no_list_is_none(data: bytes) -> None:
    assert listing(data, URL) is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"<rss version='2.0'><channel>", "broken feed"), (b"<rss>hello", "broken feed"), (b"<opml><body>", "broken XML"),
     (b"<urlset><url><loc>https://news.example/</url></urlset>", "broken XML"),
     (b"<rss version='2.0'><channel><item><link>mailto:a@news.example</link></item></channel></rss>", "without a single"),
     (gzip.compress(RSS_2.encode())[:-20], "cut off"), (b"\x1f\x8b\x08\x00hello hello hello", "broken gzip"),
     (gzip.compress(bytes(60_000_000)), "is larger than 50 MB")],
)  # fmt: skip
def test_a_list_that_is_broken_says_how(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        listing(data, URL)
    assert caught.value.input == URL


def test_an_empty_feed_lists_nothing() -> None:
    found = listing(b"<rss version='2.0'><channel><title>News</title></channel></rss>", URL)
    assert found is not None
    assert found.entries == ()


def test_a_feed_that_was_cut_off_lists_what_is_there() -> None:
    found = listing(RSS_2.encode()[:-40], URL)
    assert found is not None
    assert found.entries[0].url == "https://news.example/boat"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://news.example/a", "http://", "https://[/", "//", ""]
)
def test_only_addresses_of_the_web_are_listed(link: str) -> None:
    found = listing(SITEMAP.replace("https://news.example/quay", link).encode(), URL)
    assert found is not None
    assert [entry.url for entry in found.entries if entry.url != "https://news.example/boat"] in ([], [URL])


def test_each_address_is_listed_once() -> None:
    found = listing(SITEMAP.replace("https://news.example/quay", "https://news.example/boat#top").encode(), URL)
    assert found is not None
    assert len(found.entries) == 1


def test_a_feed_from_a_file_counts_its_addresses_from_its_site() -> None:
    found = listing(RSS_2.encode(), "news.xml")
    assert found is not None
    assert found.entries[0].url == "https://news.example/boat"


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("data", [OPML.replace("Boats", "&l11;"), SITEMAP.replace("Night boat to stop", "&l11;")])
def test_entities_are_refused(data: str) -> None:
    with pytest.raises(InputError, match="entities"):
        listing(f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>{data}'.encode(), URL)


def test_entities_of_a_feed_are_not_unfolded() -> None:
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{ENTITIES}]>{RSS_0[RSS_0.index("<rss") :]}'
    found = listing(bomb.replace("Night boat to stop", "&l11;").encode(), URL)
    assert found is not None
    assert len(found.entries[0].title or "") < 1000


def test_a_list_that_is_too_long_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="more than 50,000 addresses"):
        listing(b"<rss version='2.0'><channel>" + b"<item/>" * 50_001, URL)
    monkeypatch.setattr(feed, "LARGEST", 1000)
    with pytest.raises(InputError, match=r"is larger than 0\.001 MB"):
        listing(gzip.compress(b"<rss version='2.0'><channel>" + b" " * 2000), URL)


@given(st.sampled_from([RSS_2, RSS_1, ATOM, OPML, SITEMAP, INDEX]), st.integers(0, 400), st.binary(max_size=20))
def test_no_damage_to_a_list_is_more_than_an_error(data: str, place: int, junk: bytes) -> None:
    damaged = data.encode()[:place] + junk + data.encode()[place + len(junk) :]
    try:
        found = listing(damaged, URL)
    except InputError:
        return
    assert found is None or all(entry.url.startswith(("http://", "https://")) for entry in found.entries)


def test_a_namespace_with_blanks_in_it_is_broken_xml_and_no_traceback() -> None:
    damaged = '<rss version="2.0" xmlns="http://a b c"><channel><title>Pier</title></channel></rss>'
    with pytest.raises(InputError, match="is a broken feed"):
        listing(damaged.encode(), URL)
