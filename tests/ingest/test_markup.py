"""Markup beyond what any page needs is refused before it is parsed, wherever it comes in, and whatever it is hidden in."""

import json
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.ingest import stories
from sayso.ingest.feed import listing
from sayso.ingest.line import from_line
from sayso.ingest.markup import MOST_ATTRIBUTES, MOST_TAGS, tree_of
from sayso.ingest.page import from_html
from sayso.story import Story
from tests.ingest.archives import page
from tests.seconds import seconds

MANY = "".join(f" a{number}=1" for number in range(30_000))
WAYS: dict[str, str] = {
    "plain": f"<p{MANY}>",
    "behind a quoted end of a tag": f"<p a='>' b=\">\"{MANY}>",
    "behind a comment that ends at once": f"<!--><p{MANY}>",
    "behind a comment that ends oddly": f"<!-- x --!><p{MANY}>",
    "behind a script": f"<script>if (a < b) x = '<p '</script ><p{MANY}>",
    "without blanks": "<p" + MANY.replace("=1", "").replace(" ", "/") + ">",
    "without values": "<p" + MANY.replace("=1", "") + ">",
    "of equal signs": "<p" + MANY.replace("=1", "==") + ">",
    "in an element that was never closed": f"<title><p{MANY}>",
    "never ended": f"<p{MANY}",
    "quoted": "<p" + MANY.replace("=1", "='>'") + ">",
}


@pytest.mark.parametrize("way", WAYS)
def test_many_attributes_in_one_tag_are_refused_however_they_are_written(way: str) -> None:
    html = page().decode().replace("<body>", f"<body>{WAYS[way]}")
    for read in (lambda: from_html(html, "a"), lambda: tree_of(WAYS[way], "a")):
        with pytest.raises(InputError, match=f"more than {MOST_ATTRIBUTES} attributes in one tag"):
            read()


def test_markup_is_bounded_in_wires_and_in_feeds_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="attributes"):
        from_line(json.dumps({"uri": "urn:a", "headline": "Boats", "body_xhtml": WAYS["plain"] + "Boats stop."}).encode(), "a")
    escaped = WAYS["plain"].replace("<", "&lt;").replace(">", "&gt;")
    (tmp_path / "a.xml").write_text(
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:a'><contentSet>"
        f"<inlineData contenttype='text/html'>{escaped}Boats stop.</inlineData></contentSet></newsItem>"
    )
    (error,) = stories([tmp_path / "a.xml"])
    assert isinstance(error, InputError)
    link = "<link>https://news.example/boat</link>"
    found = listing(f"<rss version='2.0'><channel><item><title>{escaped}</title>{link}</item></channel></rss>".encode(), "a")
    assert found is not None
    assert [(entry.url, entry.title) for entry in found.entries] == [("https://news.example/boat", None)]


def test_elements_so_deep_that_the_parser_would_lose_what_stands_in_them_are_refused() -> None:
    for tags in (("<div>",), ("<b>", "<i>"), ("<p>", "<span>")):
        html = page().decode().replace("<body>", "<body>" + "".join(tags) * 300)
        with pytest.raises(InputError, match="elements in each other"):
            from_html(html, "a")


def test_long_values_scripts_and_many_rows_are_no_reason_to_refuse_a_page() -> None:
    data = f"<img src='data:image/png;base64,{'A' * 2_000_000}'><p data-state='{json.dumps(list(range(5000)))}'>"
    script = "<script>" + "if (a<b && c) { x = '<i a b c>' }\n" * 30_000 + "</script><style>" + "a<b {}\n" * 9000 + "</style>"
    comment = "<!-- " + "<p a b c " * 20_000 + "-->"
    story = from_html(page().decode().replace("<body>", f"<body>{data}{script}{comment}"), "a")
    assert story.text == from_html(page(), "a").text


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a b='", '<a b="', "<!--", "<!", "<script ", "<script>", "</script", "<a b=", "<a/", "=", "<p>", "<p></p>", "a<",
     "<a\n", "<p x=1>", "<i><b>", "</b>",
     "<table><tr><td>", "&amp;", "&#xD800;", "<q>", "<br>", "<li>", "<blockquote>", "<a href=x>y</a>"],
)  # fmt: skip
def test_no_run_of_markup_of_two_hundred_kilobytes_takes_two_seconds(piece: str) -> None:
    html = page().decode().replace("</article>", piece * (200_000 // len(piece)) + "</article>")

    def read() -> None:
        try:
            assert isinstance(from_html(html, "a"), Story)
        except InputError as error:
            assert error.input == "a"  # noqa: PT017 - or a story

    assert seconds(read, runs=1) < 2


@pytest.mark.parametrize("tags", [MOST_TAGS + 1])
@pytest.mark.parametrize("tag", ["<p>boat", "<P>", "<svg:g/>"])
def test_more_elements_than_a_page_has_are_refused(tags: int, tag: str) -> None:
    with pytest.raises(InputError, match="elements"):
        from_html("<html><body>" + tag * tags, "a")
