"""Inputs that lead to other pages: feeds, OPML files and site maps, of a site that we made up and serve from memory."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from sayso.errors import InputError
from sayso.ingest import Document, documents, inputs, stories
from sayso.ingest.fetch import FetchedPage
from sayso.story import Story
from tests.ingest.archives import page

SITE = "https://news.example"
Fetch = Callable[[str], FetchedPage]


class Site:
    """Pages by their addresses; every address that was asked for is kept."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __call__(self, url: str) -> FetchedPage:
        self.asked.append(url)
        if url not in self.pages:
            raise InputError(url, "answered 404 Not Found", "Open it in a browser.")
        data = self.pages[url]
        kind = "text/html" if b"<html" in data else "application/xml"
        return FetchedPage(url, kind, None, data)


def feed(*links: str, more: str = "") -> bytes:
    items = "".join(f"<item><link>{link}</link>{more}</item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><link>{SITE}/</link>{items}</channel></rss>'.encode()


def sitemap(*links: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>".encode()


def index(*links: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{link}</loc></sitemap>' for link in links)}</sitemapindex>".encode()


def found(site: Fetch, *inputs: str | Path) -> list[str]:
    """Return the names of the documents, and of errors what they say."""
    return [item.name if isinstance(item, Document) else f"{item.input}: {item.problem}" for item in documents(inputs, fetch=site)]


def test_a_feed_gives_the_pages_that_it_lists() -> None:
    site = Site({f"{SITE}/feed": feed("/1", f"{SITE}/2"), f"{SITE}/1": page(), f"{SITE}/2": page()})
    assert found(site, f"{SITE}/feed") == [f"{SITE}/1", f"{SITE}/2"]


def test_a_feed_in_a_file_is_followed_too(tmp_path: Path) -> None:
    (tmp_path / "news.rss").write_bytes(feed("/1"))
    assert found(Site({f"{SITE}/1": page()}), tmp_path / "news.rss") == [f"{SITE}/1"]


def test_a_feed_among_the_files_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "news.xml").write_bytes(feed("/1"))
    (tmp_path / "boat.txt").write_text("The night boat will stop.", encoding="utf-8")
    site = Site({f"{SITE}/1": page()})
    assert found(site, tmp_path) == [str(tmp_path / "boat.txt")]
    assert site.asked == []


def test_a_page_of_a_feed_that_cannot_be_had_is_named_and_the_rest_is_read() -> None:
    site = Site({f"{SITE}/feed": feed("/1", "/gone", "/2"), f"{SITE}/1": page(), f"{SITE}/2": page()})
    assert found(site, f"{SITE}/feed") == [f"{SITE}/1", f"{SITE}/gone: answered 404 Not Found", f"{SITE}/2"]


def test_each_page_is_fetched_once_however_many_lists_name_it() -> None:
    lists = {f"{SITE}/a": feed("/1", "/1#top"), f"{SITE}/b": feed("/1", "/2")}
    opml = f'<opml><body><outline xmlUrl="{SITE}/a"/><outline xmlUrl="{SITE}/b"/><outline xmlUrl="{SITE}/a"/></body></opml>'
    site = Site(lists | {f"{SITE}/opml": opml.encode(), f"{SITE}/1": page(), f"{SITE}/2": page()})
    assert found(site, f"{SITE}/opml") == [f"{SITE}/1", f"{SITE}/2"]
    assert sorted(site.asked) == sorted(set(site.asked))


def test_an_index_leads_to_the_pages_of_its_site_maps() -> None:
    site = Site({f"{SITE}/index.xml": index(f"{SITE}/may.xml"), f"{SITE}/may.xml": sitemap(f"{SITE}/1"), f"{SITE}/1": page()})
    assert found(site, f"{SITE}/index.xml") == [f"{SITE}/1"]


def test_lists_of_lists_end() -> None:
    deep = {f"{SITE}/{n}.xml": index(f"{SITE}/{n + 1}.xml") for n in range(9)}
    assert found(Site(deep), f"{SITE}/0.xml") == [f"{SITE}/3.xml: is a list behind more than 2 others"]
    loop = {f"{SITE}/a.xml": index(f"{SITE}/b.xml"), f"{SITE}/b.xml": index(f"{SITE}/a.xml", f"{SITE}/b.xml")}
    site = Site(loop)
    assert found(site, f"{SITE}/a.xml") == []
    assert len(site.asked) <= 3


def test_a_list_that_leads_too_far_is_cut_off_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_LISTED", 2)
    site = Site({f"{SITE}/feed": feed("/1", "/2", "/3")} | {f"{SITE}/{n}": page() for n in (1, 2, 3)})
    assert found(site, f"{SITE}/feed") == [f"{SITE}/1", f"{SITE}/2", f"{SITE}/feed: leads to more than 2 addresses"]


def test_a_list_that_is_a_page_is_named() -> None:
    opml = f'<opml><body><outline xmlUrl="{SITE}/a"/><outline xmlUrl="{SITE}/b"/></body></opml>'.encode()
    site = Site({f"{SITE}/opml": opml, f"{SITE}/a": page(), f"{SITE}/b": feed("/1"), f"{SITE}/1": page()})
    assert found(site, f"{SITE}/opml") == [f"{SITE}/a: is no feed and no site map", f"{SITE}/1"]


def test_what_a_feed_lists_is_not_followed_further() -> None:
    site = Site({f"{SITE}/feed": feed("/inner"), f"{SITE}/inner": feed("/1"), f"{SITE}/1": page()})
    assert found(site, f"{SITE}/feed") == [f"{SITE}/inner: is XML that holds no story"]


def test_addresses_beside_the_web_are_never_asked_for() -> None:
    site = Site({f"{SITE}/map.xml": sitemap("file:///etc/passwd", "ftp://news.example/1", "javascript:1", f"{SITE}/1"),
                 f"{SITE}/1": page()})  # fmt: skip
    assert found(site, f"{SITE}/map.xml") == [f"{SITE}/1"]
    assert site.asked == [f"{SITE}/map.xml", f"{SITE}/1"]


def test_a_feed_dates_the_stories_that_it_lists() -> None:
    site = Site({f"{SITE}/feed": feed("/1", more="<pubDate>Tue, 07 May 2024 10:00:00 +0200</pubDate>"), f"{SITE}/1": page()})
    (document,) = documents([f"{SITE}/feed"], fetch=site)
    assert isinstance(document, Document)
    assert (document.published, document.url, document.input) == ("2024-05-07T08:00:00+00:00", f"{SITE}/1", f"{SITE}/feed")


def test_pages_are_fetched_one_by_one_as_they_are_asked_for() -> None:
    site = Site({f"{SITE}/feed": feed("/1", "/2"), f"{SITE}/1": page(), f"{SITE}/2": page()})
    next(documents([f"{SITE}/feed"], fetch=site))
    assert site.asked == [f"{SITE}/feed", f"{SITE}/1"]


def test_a_feed_on_a_server_gives_stories(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(feed(httpserver.url_for("/1")), content_type="text/html")
    httpserver.expect_request("/1").respond_with_data(page(), content_type="text/html")
    (story,) = stories([httpserver.url_for("/feed")], private=True)
    assert isinstance(story, Story)
    assert "harbour master" in story.text
