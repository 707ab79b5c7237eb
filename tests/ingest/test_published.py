"""Dates of publication are kept as they were given, as precise as they were, and never made up."""

import json
from pathlib import Path

import pytest

from sayso.archive import Archive
from sayso.errors import InputError
from sayso.ingest import from_text, stories
from sayso.ingest.feed import listing
from sayso.ingest.markup import tree_of
from sayso.ingest.metadata import published_of
from sayso.ingest.page import from_html
from sayso.ingest.published import day_of, extended, told
from sayso.story import Story

BODY = (
    "<article><h1>Quay shut</h1><p>The harbour master, Ivo Lund, said on Monday that the quay was unsafe and would be closed to "
    "all boats until the end of the month.</p><p>“We cannot wait,” he told reporters at the quay, where fishermen had gathered.</p>"
)
SHOWN = [
    ("2017/3/9 15:07:41", "2017-03-09"),
    ("2017-03-09", "2017-03-09"),
    ("2017-03-09T23:30:00-08:00", "2017-03-09"),
    ("2017-03-09 15:07:41 GMT+0100", "2017-03-09"),
    ("Sun, 06 Sep 2009 23:18:00 EST", "2009-09-06"),
    ("Mon, 4 Jul 2019 04:00:00 PST", "2019-07-04"),
    ("Thu, 19 Jun 2014 17:00:00 Z", "2014-06-19"),
    ("Thu, 9 March 2017", "2017-03-09"),
    ("March 9th, 2017", "2017-03-09"),
    ("9 mars 2017", "2017-03-09"),
    ("31.12.2016", "2016-12-31"),
    ("3.4.2024", "2024-04-03"),
    ("31/12/2016", "2016-12-31"),
    ("12/31/2016", "2016-12-31"),
    ("05/05/2016", "2016-05-05"),
    ("1489073261", "2017-03-09"),
    ("1489073261000", "2017-03-09"),
    ("20170309T150741Z", "2017-03-09"),
    ("20170309150741", "2017-03-09"),
    ("2017-W10-4", "2017-03-09"),
    ("2017W104", "2017-03-09"),
    ("2017-068", "2017-03-09"),
    ("2017-03", "2017-03"),
    ("2017", "2017"),
]
NONE = [
    "0000-00-00T00:00:00Z",
    "03/04/2024",
    "0000-00-00",
    "2017-03-65T08:43:19-0800",
    "2017-13-01",
    "2017-02-29",
    "30.02.2017",
    "31/11/2016",
    "2017-366",
    "2017-000",
    "2017-W54-1",
    "20170231",
    "yesterday",
    "",
    "Monday",
    "9 March",
    "March 2017 to May",
    "{{ date }}",
    "0",
    "17",
    "2999-01-01",
    "99999999999999999999",
    "12/2016",
    "1.2.3.2016",
]


def page(head: str, lang: str = "") -> str:
    return f"<html{lang}><head><title>Quay shut</title>{head}</head><body>{BODY}</body></html>"


@pytest.mark.parametrize(("value", "day"), SHOWN)
def test_a_page_is_dated_as_it_says(value: str, day: str) -> None:
    assert told(value) == day
    for head in (
        f'<meta property="article:published_time" content="{value}">',
        f'<meta name="pubdate" content="{value}">',
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "datePublished": value})}</script>',
        f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": ["Article"], "datePublished": value}]})}</script>',
    ):
        assert from_html(page(head), "a").published == day


@pytest.mark.parametrize("value", NONE)
def test_what_is_no_day_of_the_calendar_and_what_may_be_two_is_no_date(value: str) -> None:
    assert told(value) is None
    assert from_html(page(f'<meta property="article:published_time" content="{value}">'), "a").published is None


def test_a_value_that_is_no_date_gives_way_to_the_next_one() -> None:
    head = '<meta property="article:published_time" content="0000-00-00"><meta name="date" content="2017-03-09">'
    assert from_html(page(head), "a").published == "2017-03-09"


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        (' lang="en-US"', None, "2024-03-04"),
        (' lang="en-GB"', None, "2024-04-03"),
        (' lang="en"', None, None),
        ("", None, None),
        ("", "https://news.example.co.uk/a", "2024-04-03"),
        ("", "https://news.state.gov/a", "2024-03-04"),
        (' lang="en-CA"', None, None),
    ],
)
def test_which_number_is_the_month_depends_on_the_country(lang: str, url: str | None, day: str | None) -> None:
    assert from_html(page('<meta name="date" content="03/04/2024">', lang), "a", url=url).published == day


def test_what_a_page_declares_goes_before_what_it_shows_and_both_before_its_address() -> None:
    url = "https://w.example/2017/03/20/quay-912343.html"
    declared = '<meta property="article:published_time" content="2017-03-09T10:00:00-04:00">'
    facts = {"@type": "NewsArticle", "datePublished": "2017-03-10", "dateModified": "2017-03-19"}
    linked = f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    shown = '<span class="published-date">11 March 2017</span>'
    canonical = f'<link rel="canonical" href="{url}">'
    for parts, day in (
        ((declared, linked, shown), "2017-03-09"),
        ((linked, shown), "2017-03-10"),
        ((shown,), "2017-03-11"),
        ((), "2017-03-20"),
    ):
        html = page(canonical + "".join(part for part in parts if part != shown))
        html = html.replace("<article>", f"<article>{shown}") if shown in parts else html
        assert from_html(html, "a").published == day
        assert from_html(html, "a", url=url).published == day


def test_a_day_of_another_thing_is_not_that_of_publication() -> None:
    modified = '<meta property="article:modified_time" content="2017-03-09">'
    aside = "<aside><time datetime='2011-01-01'>1 January 2011</time></aside>"
    changed = "<span class='date'>Last updated 9 March 2017</span>"
    tree = tree_of(page(modified).replace("<article>", aside + "<article>" + changed), "a")
    assert tree is not None
    assert published_of(tree, None) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("20170309T150741Z", "2017-03-09T15:07:41Z"),
        ("20170309T150741.5+0130", "2017-03-09T15:07:41.5+01:30"),
        ("20170309", "2017-03-09"),
        ("2017-W10-4", "2017-03-09"),
        ("2017-W10", "2017-03"),
        ("2017-W09", "2017"),
        ("2017-068", "2017-03-09"),
        ("2017-03", "2017-03"),
        ("2017", "2017"),
        ("2017-03-09T15:07:41Z", "2017-03-09T15:07:41Z"),
        ("2017-03-09T15", "2017-03-09T15"),
        ("2017-03-09T15:07:41.250-0800", "2017-03-09T15:07:41.250-0800"),
    ],
)
def test_every_form_of_iso_8601_is_kept_in_the_extended_one(given: str, kept: str) -> None:
    assert extended(given) == kept
    assert from_text("Quay shut\n\nThe quay is unsafe, he said.", "a", published=given).published == kept
    site = f"<urlset><url><loc>https://news.example/a</loc><lastmod>{given}</lastmod></url></urlset>"
    found = listing(site.encode(), "https://news.example/map.xml")
    assert found is not None
    assert found.entries[0].updated == kept


@pytest.mark.parametrize("given", [value for value in NONE if value not in ("", "2999-01-01", "2024-03-04")])
def test_a_date_that_is_given_and_is_none_is_an_error_that_says_so(given: str) -> None:
    with pytest.raises(InputError, match="no date"):
        from_text("Quay shut\n\nThe quay is unsafe, he said.", "a", published=given)


@pytest.mark.parametrize("line", ["Published 2017-03-65", "Published 31 February 2017", "Published 2017-13-09"])
def test_a_line_with_a_day_that_there_is_not_dates_nothing(line: str) -> None:
    assert from_text(f"Quay shut for repairs\n\n{line}\n\nThe quay is unsafe, he said.\n\nMore.", "a").published is None


def test_only_a_whole_date_is_a_day_to_count_from() -> None:
    assert str(day_of("20170309T150741Z")) == "2017-03-09"
    assert [day_of(value) for value in ("2017-03", "2017", None, "", "x")] == [None] * 5


def test_what_came_in_the_basic_form_is_found_by_its_day(tmp_path: Path) -> None:
    dates = ["20170309T150741Z", "2017-W10-5", "20170311"]
    lines = [
        json.dumps({"id": day, "text": f"Boat {day} shut\n\nThe quay is unsafe, Ada Brill said.", "published": day})
        for day in dates
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    assert [story.published for story in stories([tmp_path / "a.jsonl"]) if isinstance(story, Story)] == [
        "2017-03-09T15:07:41Z",
        "2017-03-10",
        "2017-03-11",
    ]
    with Archive(str(tmp_path / "a.db")) as archive:
        archive.add(tmp_path / "a.jsonl")
        assert [each.published[:10] for each in archive.listed(since="2017-03-10", until="2017-03-10") if each.published] == [
            "2017-03-10"
        ]
