import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from werkzeug import Request, Response

from sayso.archive import Archive
from sayso.archive.clock import written
from sayso.archive.database import connect
from sayso.archive.intake import Added
from sayso.archive.watch import Event, Seen, Watcher, pausing
from sayso.archive.watched import Watched
from sayso.errors import InputError
from sayso.ingest.feed import listing
from sayso.ingest.web import Web
from tests.archive.sites import Clock, Site, article, atom, opml, paragraph, rss, sitemap

EVERY = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True, scope="module")
def certificates() -> Iterator[None]:
    """Certificates are read once: nothing here is encrypted, and each round makes a visitor of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx, "create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Run:
    """A watcher that is made anew for each round, as by cron; with all that it told."""

    def __init__(self, place: str, clock: Clock) -> None:
        self.place, self.clock = place, clock
        self.events: list[Event] = []

    def watcher(self, web: Web | None = None, **more: Any) -> Watcher:
        web = web or Web(private=True, delay=0.0, clock=self.clock.seconds, sleep=self.clock.sleep)
        return Watcher(connect(self.place, create=True), self.place, web, EVERY, clock=self.clock, **more)

    def __call__(self, *feeds: str, after: timedelta = timedelta(0)) -> list[Event]:
        self.clock.now += after
        watcher = self.watcher()
        try:
            self.events = [*watcher.follow(feeds), *watcher.round()]
        finally:
            watcher.web.close()
            watcher.engine.dispose()
        return self.events

    @property
    def outcomes(self) -> list[str]:
        return sorted(event.outcome for event in self.events if isinstance(event, Added))

    def seen(self, what: str) -> list[Seen]:
        return [event for event in self.events if isinstance(event, Seen) and event.what == what]


@pytest.fixture
def run(place: str, clock: Clock) -> Run:
    return Run(place, clock)


def table(archive: Archive, name: str) -> list[dict[str, Any]]:
    return list(archive.table(name).to_pylist())


# New stories


@pytest.mark.parametrize(
    "feed",
    [
        lambda link: rss((link, "Pier", "Fri, 03 May 2024 08:00:00 GMT")),
        lambda link: atom((link, "Pier", "2024-05-03T08:00:00Z")),
        lambda link: sitemap((link, "2024-05-03T08:00:00+00:00")),
    ],
)
def test_what_a_feed_lists_is_added_under_its_address_with_the_date_of_the_feed(
    run: Run, site: Site, archive: Archive, feed: Callable[[str], str]
) -> None:
    site.pages |= {"/feed.xml": feed(site.url("/pier")), "/pier": article("Pier to close")}
    run(site.url("/feed.xml"))
    (story,) = archive.stories()
    assert (story.url, story.published) == (site.url("/pier"), "2024-05-03T08:00:00+00:00")
    assert run.outcomes == ["new"]


def test_known_stories_are_not_fetched_again(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier"), "/hall": article("Hall")}
    run(site.url("/feed.xml"))
    site.pages["/feed.xml"] = rss(("/hall", "Hall"), ("/pier", "Pier"))
    site.forget()
    run(after=EVERY)
    assert site.asked == ["/robots.txt", "/feed.xml", "/hall"]
    assert run.outcomes == ["new"]


def test_a_feed_that_did_not_change_costs_one_request(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    run(site.url("/feed.xml"))
    site.forget()
    run(after=EVERY)
    assert site.asked == ["/robots.txt", "/feed.xml"]
    assert site.statuses[-1] == 304
    assert [seen.what for seen in run.events if isinstance(seen, Seen)] == ["unchanged"]


def test_a_feed_is_asked_for_once_when_it_is_given(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    run(site.url("/feed.xml"))
    assert site.asked.count("/feed.xml") == 1


def test_nothing_is_asked_for_before_it_is_due(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    run(site.url("/feed.xml"))
    site.forget()
    assert run(site.url("/feed.xml"), after=EVERY / 2) == []
    assert site.asked == []


def test_a_feed_given_twice_is_one(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    run(site.url("/feed.xml"), site.url("/feed.xml#top"), site.url("/feed.xml").replace("http", "HTTP"))
    assert [feed["url"] for feed in table(archive, "feed")] == [site.url("/feed.xml")]
    assert site.asked.count("/feed.xml") == 1


def test_what_was_added_otherwise_is_not_fetched_but_looked_at_in_its_turn(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    archive.add(site.url("/pier"), private=True)
    site.forget()
    run(site.url("/feed.xml"))
    assert "/pier" not in site.asked
    site.pages["/pier"] = article("Pier", paragraph("Pier", state="worn"))
    run(after=2 * HOUR)
    assert run.outcomes == ["changed"]


def test_a_page_of_two_feeds_is_one_story_fetched_once(run: Run, hosts: list[Site], archive: Archive) -> None:
    one, other, _ = hosts
    link = one.url("/pier")
    one.pages |= {"/feed.xml": rss((link, "Pier")), "/pier": article("Pier")}
    other.pages |= {"/feed.xml": rss((link + "?utm_source=other", "Pier"))}
    run(one.url("/feed.xml"), other.url("/feed.xml"))
    assert len(list(archive.stories())) == 1
    assert one.asked.count("/pier") == 1
    assert len(run.seen("feed")) == 2


# Lists of feeds


def test_the_feeds_of_an_opml_file_are_watched(run: Run, hosts: list[Site]) -> None:
    one, other, _ = hosts
    one.pages |= {"/feeds.opml": opml(one.url("/feed.xml"), other.url("/feed.xml"))}
    for site in (one, other):
        site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article(f"Pier of {site.url('')}")}
    run(one.url("/feeds.opml"))
    assert run.outcomes == ["new", "new"]
    other.pages |= {"/feed.xml": rss(("/hall", "Hall")), "/hall": article("Hall")}
    run(after=EVERY)
    assert run.outcomes == ["new"]


def test_an_opml_file_may_lie_on_this_machine(run: Run, site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    path = tmp_path / "feeds.opml"
    path.write_text(opml(site.url("/feed.xml")))
    run(str(path))
    assert run.outcomes == ["new"]


def test_an_index_of_site_maps_leads_to_new_site_maps_as_they_come(run: Run, site: Site) -> None:
    index = '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
    listed = "<sitemap><loc>{}</loc></sitemap>"
    site.pages |= {
        "/index.xml": index.format(listed.format(site.url("/may.xml"))),
        "/may.xml": sitemap((site.url("/pier"), "2024-05-03")),
        "/june.xml": sitemap((site.url("/hall"), "2024-06-03")),
        "/pier": article("Pier"),
        "/hall": article("Hall"),
    }
    run(site.url("/index.xml"))
    assert run.outcomes == ["new"]
    site.pages["/index.xml"] = index.format(listed.format(site.url("/may.xml")) + listed.format(site.url("/june.xml")))
    run(after=EVERY)
    assert run.outcomes == ["new"]


# Feeds as they are


def test_links_count_from_where_a_redirected_feed_stands(run: Run, hosts: list[Site], archive: Archive) -> None:
    old, new, _ = hosts
    old.pages |= {"/feed.xml": Response("", 301, {"Location": new.url("/rss/feed.xml")})}
    feed = rss(("story", "Pier")).replace("<link>/</link>", "")
    new.pages |= {"/rss/feed.xml": feed, "/rss/story": article("Pier")}
    run(old.url("/feed.xml"))
    assert [story.url for story in archive.stories()] == [new.url("/rss/story")]


def test_entries_without_a_link_or_with_one_that_is_not_http_are_passed_over(run: Run, site: Site) -> None:
    site.pages |= {
        "/feed.xml": rss(("", "None"), ("mailto:x@news.example", "Mail"), ("ftp://news.example/a", "FTP"), ("/pier", "Pier")),
        "/pier": article("Pier"),
    }
    run(site.url("/feed.xml"))
    assert run.outcomes == ["new"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (article("Our new site"), "is no feed"),
        (b"<rss>" + b" " * 50_000_000 + b"</rss>", "larger than"),
        (b"<rss><channel><item>", "broken"),
        (500, "500"),
        (404, "404"),
    ],
)
def test_a_feed_that_fails_is_told_once_asked_for_ever_less_and_goes_on_when_it_works_again(
    run: Run, site: Site, page: str, said: str, archive: Archive
) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier"), "/hall": article("Hall")}
    run(site.url("/feed.xml"))
    site.pages["/feed.xml"] = page
    run(after=EVERY)
    (failed,) = run.seen("failed")
    assert said in failed.told
    site.forget()
    assert run(after=EVERY) == []
    assert site.asked == []
    run(after=EVERY + timedelta(minutes=1))
    assert run.seen("failed") == []
    assert "/feed.xml" in site.asked
    assert table(archive, "feed")[0]["failures"] == 2
    site.pages["/feed.xml"] = rss(("/hall", "Hall"))
    run(after=5 * EVERY)
    assert run.outcomes == ["new"]
    assert [seen.url for seen in run.seen("recovered")] == [site.url("/feed.xml")]
    assert table(archive, "feed")[0]["problem"] is None


@pytest.mark.parametrize("page", [article("Pier"), 404, "{}"])
def test_what_is_given_and_is_no_feed_is_told_and_not_watched(run: Run, site: Site, archive: Archive, page: str | int) -> None:
    site.pages |= {"/page": page}
    run(site.url("/page"))
    assert [seen.url for seen in run.seen("failed")] == [site.url("/page")]
    assert table(archive, "feed") == []


@pytest.mark.parametrize(
    "given", ["news.example", "ftp://news.example/feed", "https://", "http://news.example:port/", "/no/such/file.opml"]
)
def test_what_is_no_address_is_told(run: Run, given: str) -> None:
    (seen,) = run(given)
    assert isinstance(seen, Seen)
    assert (seen.url, seen.what) == (given, "failed")


def test_a_host_that_is_down_when_its_feed_is_given_is_asked_again(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": 503}
    run(site.url("/feed.xml"))
    assert len(run.seen("failed")) == 1
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    run(after=3 * EVERY)
    assert run.outcomes == ["new"]


# Pages that fail


def test_a_page_that_failed_is_tried_again_later_and_not_each_round(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier"), ("/hall", "Hall")), "/pier": 404, "/hall": article("Hall")}
    run(site.url("/feed.xml"))
    assert run.outcomes == ["failed", "new"]
    site.pages["/pier"] = article("Pier")
    site.forget()
    run(after=EVERY)
    assert "/pier" not in site.asked
    run(after=EVERY + timedelta(minutes=1))
    # The feed itself did not change: it is not needed for that.
    assert site.statuses[-2] == 304
    assert run.outcomes == ["new"]
    assert table(archive, "failure") == []


def test_a_page_that_never_works_is_told_once_and_given_up_in_the_end(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/film", "Film")), "/film": "<html><body>A film.</body></html>"}
    run(site.url("/feed.xml"))
    for _ in range(10):
        run(after=timedelta(days=1))
        assert run.outcomes == []
    assert site.asked.count("/film") == 8


def test_a_feed_that_once_could_not_be_added_is_no_page_of_its_own(run: Run, site: Site, archive: Archive) -> None:
    site.pages["/feed.xml"] = 404
    archive.add(site.url("/feed.xml"), private=True)
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    run(site.url("/feed.xml"))
    run(after=3 * HOUR)
    assert [story.url for story in archive.stories()] == [site.url("/pier")]
    assert site.asked.count("/feed.xml") == 3


def test_a_page_whose_redirect_fails_is_not_tried_each_round(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {"/feed.xml": rss(("/a", "A")), "/a": Response("", 302, {"Location": "/b"}), "/b": 404}
    run(site.url("/feed.xml"))
    assert [failure["name"] for failure in table(archive, "failure")] == [site.url("/a")]
    site.forget()
    run(after=EVERY)
    assert "/a" not in site.asked


def test_what_robots_txt_refuses_is_told_and_tried_no_more_than_by_the_schedule(run: Run, site: Site) -> None:
    site.pages |= {
        "/robots.txt": "User-agent: *\nDisallow: /inner/",
        "/feed.xml": rss(("/inner/pier", "Pier")),
        "/inner/pier": article("Pier"),
    }
    run(site.url("/feed.xml"))
    (failed,) = run.events[:1]
    assert isinstance(failed, Added)
    assert "robots.txt" in (failed.problem or "")
    for _ in range(3):
        run(after=EVERY)
    assert "/inner/pier" not in site.asked


def test_a_host_that_does_not_answer_is_told_once_and_not_for_each_of_its_pages(run: Run, hosts: list[Site]) -> None:
    site, down, _ = hosts
    site.pages |= {"/feed.xml": rss(*((down.url(f"/{n}"), f"Title {n}") for n in range(10)))}
    down.pages |= {f"/{number}": 503 for number in range(10)}
    run(site.url("/feed.xml"))
    assert run.outcomes == ["failed"]
    down.pages |= {f"/{number}": article(f"Headline {number}") for number in range(10)}
    run(after=timedelta(hours=2))
    assert run.outcomes == ["new"] * 10


def test_a_page_that_leads_to_the_front_page_is_no_story(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {
        "/feed.xml": rss(("/pier", "Pier")),
        "/pier": Response("", 302, {"Location": "/"}),
        "/": article("Today in town"),
    }
    run(site.url("/feed.xml"))
    assert run.outcomes == ["failed"]
    assert list(archive.stories()) == []


# Silent edits


@pytest.fixture
def watched(run: Run, site: Site) -> Site:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier", "Fri, 03 May 2024 08:00:00 GMT")), "/pier": article("Pier")}
    run(site.url("/feed.xml"))
    site.forget()
    return site


def test_a_page_that_changed_after_an_hour_is_a_new_version(run: Run, watched: Site, archive: Archive) -> None:
    watched.pages["/pier"] = article("Pier", paragraph("Pier", state="a little worn"))
    run(after=HOUR - timedelta(minutes=1))
    assert "/pier" not in watched.asked
    run(after=timedelta(minutes=1))
    assert run.outcomes == ["changed"]
    changes = archive.changes().to_pylist()
    assert {(change["what"], change["new"]) for change in changes} == {("reworded", 2)}
    assert archive.story(1).published == "2024-05-03T08:00:00+00:00"


def test_an_unchanged_page_is_no_version_and_is_asked_for_with_its_validators(run: Run, watched: Site, archive: Archive) -> None:
    run(after=HOUR)
    assert run.outcomes == []
    assert watched.asked[-1] == "/pier"
    assert watched.statuses[-1] == 304
    assert len(table(archive, "version")) == 1


def test_the_same_text_in_other_markup_is_no_version(run: Run, watched: Site, archive: Archive) -> None:
    watched.pages["/pier"] = article("Pier").replace("<nav>", "<nav class='wide'><a href='/sport'>Sport</a>")
    run(after=HOUR)
    assert run.outcomes == ["same"]
    assert len(table(archive, "version")) == 1


def test_the_same_bytes_without_validators_are_not_read_again(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = article("Pier")
    site.pages |= {
        "/feed.xml": rss(("/pier", "Pier", "Fri, 03 May 2024 08:00:00 GMT")),
        "/pier": lambda _: Response(page, content_type="text/html"),
    }
    run(site.url("/feed.xml"))

    def read(_: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr("sayso.archive.intake._read", read)
    run(after=HOUR)
    assert run.outcomes == ["same"]


def test_looks_grow_rarer_and_end_after_a_week(run: Run, watched: Site, archive: Archive) -> None:
    (page,) = table(archive, "page")
    looks = 0
    while page["next"]:
        assert looks < 10
        due = page["next"]
        run.clock.now = run.clock.now.fromisoformat(due)
        run()
        looks += 1
        (page,) = table(archive, "page")
        assert page["looked"] == due
    assert looks == watched.asked.count("/pier") == 5
    assert run.clock.now == run.clock.now.fromisoformat(page["first"]) + timedelta(days=7)


def test_a_page_that_changed_is_looked_at_again_sooner(run: Run, watched: Site, archive: Archive) -> None:
    (page,) = table(archive, "page")
    first = run.clock.now.fromisoformat(page["first"])
    watched.pages["/pier"] = article("Pier", paragraph("Pier", state="worn"))
    run(after=HOUR)
    (page,) = table(archive, "page")
    assert run.clock.now.fromisoformat(page["next"]) == first + 3.5 * HOUR


@pytest.mark.parametrize("answer", [404, 410, Response("", 302, {"Location": "/"})])
def test_a_page_that_is_gone_is_told_once_and_noted(run: Run, watched: Site, archive: Archive, answer: int | Response) -> None:
    watched.pages |= {"/pier": answer, "/": article("Today in town")}
    run(after=HOUR)
    (gone,) = run.seen("gone")
    assert (gone.url, gone.story) == (watched.url("/pier"), 1)
    assert table(archive, "page")[0]["gone"]
    for _ in range(4):
        run(after=timedelta(days=2))
        assert run.seen("gone") == []
    assert len(table(archive, "version")) == 1


def test_a_page_that_is_back_is_not_gone(run: Run, watched: Site, archive: Archive) -> None:
    page, watched.pages["/pier"] = watched.pages["/pier"], 404
    run(after=HOUR)
    watched.pages["/pier"] = page
    run(after=6 * HOUR)
    assert table(archive, "page")[0]["gone"] is None


def test_a_page_that_moved_and_changed_is_the_same_story(run: Run, watched: Site, archive: Archive) -> None:
    watched.pages |= {
        "/pier": Response("", 301, {"Location": "/pier-to-stay"}),
        "/pier-to-stay": article("Pier", paragraph("Pier", state="sound")),
    }
    run(after=HOUR)
    assert run.outcomes == ["changed"]
    assert archive.story(1, version=2).url == watched.url("/pier")


def test_a_page_that_holds_no_story_any_more_is_not_asked_for_each_round(run: Run, watched: Site) -> None:
    watched.pages["/pier"] = "<html><body>Log in</body></html>"
    run(after=HOUR)
    assert run.outcomes == ["failed"]
    watched.forget()
    run(after=EVERY)
    assert "/pier" not in watched.asked


def test_a_host_that_is_down_is_looked_at_ever_less_until_it_is_back(run: Run, watched: Site) -> None:
    page, watched.pages["/pier"] = watched.pages["/pier"], 503
    for _ in range(24):
        run(after=HOUR)
    # Three tries each.
    assert 3 * 3 <= watched.asked.count("/pier") <= 3 * 6
    watched.pages["/pier"] = str(page).replace("rotten", "worn")
    run(after=timedelta(days=2))
    assert run.outcomes == ["changed"]


# Hosts


def test_hosts_are_visited_side_by_side_and_the_pages_of_one_in_turn(run: Run, hosts: list[Site]) -> None:
    together: list[int] = []
    for site in hosts:
        for number in range(3):
            site.pages |= {
                f"/{number}.xml": rss((f"/{number}", "Title")),
                f"/{number}": article(f"Headline {number} of {site.url('')}"),
            }
    meeting = threading.Barrier(len(hosts))

    def feed(_: Request) -> Response:
        # All hosts are asked for this one before any of them has answered, or this is broken.
        meeting.wait(30)
        together.append(1)
        return Response(rss(("/0", "Title")), content_type="application/xml")

    for site in hosts:
        site.pages["/0.xml"] = feed
        site.slow = 0.01
    run(*(site.url(f"/{number}.xml") for site in hosts for number in range(3)))
    assert len(together) == len(hosts)
    assert [site.most_at_once for site in hosts] == [1, 1, 1]
    assert run.outcomes == ["new"] * 9


def test_a_host_with_many_feeds_keeps_no_other_waiting(run: Run, hosts: list[Site]) -> None:
    slow, quick, _ = hosts
    done = threading.Event()

    def late(_: Request) -> Response:
        assert done.wait(30)
        return Response(rss(("/late", "Late")), content_type="application/xml")

    def last(_: Request) -> Response:
        done.set()
        return Response(rss(("/pier", "Pier")), content_type="application/xml")

    slow.pages |= {
        "/0.xml": late,
        **{f"/{number}.xml": rss(("/late", "Late")) for number in range(1, 40)},
        "/late": article("Late"),
    }
    quick.pages |= {"/feed.xml": last, "/pier": article("Pier")}
    run(*(slow.url(f"/{number}.xml") for number in range(40)), quick.url("/feed.xml"))
    assert done.is_set()
    assert run.outcomes == ["new", "new"]


# Going on and ending


def test_a_feed_is_noted_as_read_only_when_all_its_stories_are_stored(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {
        "/feed.xml": rss(*((f"/{number}", "Title") for number in range(6))),
        **{f"/{number}": article(f"Headline {number}") for number in range(6)},
    }
    watcher = run.watcher()
    list(watcher.follow([site.url("/feed.xml")]))
    events = watcher.round()
    assert isinstance(next(events), Added)
    # As if the program ended here: whoever begins anew does not get an unchanged feed.
    events.close()  # type: ignore[attr-defined]
    (feed,) = table(archive, "feed")
    assert (feed["etag"], feed["asked"]) == (None, None)
    run()
    assert len(list(archive.stories())) == 6
    assert len(table(archive, "version")) == 6
    assert len(table(archive, "page")) == 6


def test_every_event_is_told_after_it_is_stored(run: Run, site: Site, archive: Archive) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier"), ("/film", "Film")), "/pier": article("Pier"), "/film": "<html>A film</html>"}
    watcher = run.watcher()
    list(watcher.follow([site.url("/feed.xml")]))
    told = 0
    for event in watcher.round():
        told += 1
        if isinstance(event, Added) and event.outcome == "new":
            assert archive.story(event.story or 0).url == event.name
            assert [page["story_id"] for page in table(archive, "page")] == [event.story]
        elif isinstance(event, Added):
            assert [failure["name"] for failure in table(archive, "failure")] == [event.name]
        else:
            assert table(archive, "feed")[0]["asked"]
    assert told == 3


def test_what_nobody_foresaw_is_the_failure_of_one_feed_and_the_round_goes_on(run: Run, site: Site) -> None:
    class Broken(Web):
        def get(self, *_: object, **__: object) -> Any:
            raise ZeroDivisionError

    watcher = run.watcher(Broken(private=True))
    addresses = [site.url(f"/{number}.xml") for number in range(100)]
    list(watcher.follow(addresses))
    failed = [event for event in watcher.round() if isinstance(event, Seen) and event.what == "failed"]
    assert {event.url for event in failed} == set(addresses)


def test_an_archive_that_fails_meanwhile_ends_the_round_with_its_error(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}

    def full(*_: object) -> None:
        raise InputError("news.db", "cannot grow: the disk is full", "Make room.")

    monkeypatch.setattr("sayso.archive.intake._store", full)
    with pytest.raises(InputError, match="disk is full"):
        run(site.url("/feed.xml"))


def test_a_watcher_that_waits_for_a_host_ends_at_once_when_it_is_stopped(run: Run, site: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 60", "/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    stop = threading.Event()
    watcher = run.watcher(Web(private=True, sleep=pausing(stop)), stop=stop)
    list(watcher.follow([site.url("/feed.xml")]))
    threading.Timer(1.0, stop.set).start()
    begun = time.monotonic()
    assert list(watcher.watch()) == []
    assert time.monotonic() - begun < 30


def test_a_watcher_tells_what_it_waits_for_and_goes_on_when_that_is_due(run: Run, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier"), "/hall": article("Hall")}
    watcher = run.watcher()
    list(watcher.follow([site.url("/feed.xml")]))
    told: list[Event] = []
    for event in watcher.watch():
        told.append(event)
        if isinstance(event, Seen) and event.what == "waiting":
            assert event.url == site.url("/feed.xml")
            site.pages["/feed.xml"] = rss(("/hall", "Hall"))
            run.clock.now += EVERY
        if [event.what for event in told if isinstance(event, Seen)].count("feed") == 2:
            watcher.stop.set()
    assert [event.outcome for event in told if isinstance(event, Added)] == ["new", "new"]


def test_a_watcher_with_nothing_to_watch_ends(run: Run, site: Site) -> None:
    watcher = run.watcher()
    site.pages |= {"/page": article("Pier")}
    list(watcher.follow([site.url("/page")]))
    assert [event.what for event in watcher.watch() if isinstance(event, Seen)] == ["failed"]


# What is wrong with one feed


HALVES = ["&#xD800;", "&#55296;", "\ud800"]


@pytest.mark.parametrize(
    "broken",
    [
        *(f"<title>Half {half}</title>" for half in HALVES),
        "<title>&#0;&#x110000;</title>",
        "<pubDate>Mon, 99 Foo 0000</pubDate>",
        "<pubDate>Fri, 31 Dec 9999 23:59:59 -2359</pubDate>",
        "<link>https://news.example/\ud800</link>",
        "<link>https://[::1</link>",
        "<title>" + "&lt;p" + " a=1" * 2000 + "&gt;</title>",
    ],
)
def test_an_entry_that_is_broken_costs_at_most_itself(site: Site, run: Run, broken: str) -> None:
    good = f"<item><title>Quay</title><link>{site.url('/quay')}</link></item>"
    odd = f"<item>{broken}<link>{site.url('/odd')}</link></item>"
    feed = f"<rss version='2.0'><channel><title>T</title>{odd}{good}</channel></rss>"
    site.pages |= {
        "/feed": feed.encode("utf-8", "surrogatepass"),
        "/quay": article("Quay shut"),
        "/odd": article("Odd"),
        "/other": rss((site.url("/pier"), "Pier")),
        "/pier": article("Pier shut"),
    }
    run(site.url("/feed"), site.url("/other"))
    assert "/quay" in site.asked
    assert "/pier" in site.asked
    assert run(after=HOUR) == [] or not run.seen("failed")


@pytest.mark.parametrize("declared", ["utf-8", "us-ascii", "utf-16", "punycode", "nonsense", "iso-2022-kr"])
def test_a_feed_whose_bytes_deny_its_declared_encoding_is_read(site: Site, run: Run, declared: str) -> None:
    entry = f"<item><title>Café owner sues</title><link>{site.url('/quay')}</link></item>"
    feed = f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>Café</title>{entry}</channel></rss>"
    site.pages |= {"/feed": feed.encode("cp1252"), "/quay": article("Quay shut")}
    run(site.url("/feed"))
    assert run.outcomes == ["new"]


def test_a_feed_at_which_something_breaks_is_backed_off_and_the_others_go_on(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {
        "/odd": rss((site.url("/odd-story"), "Odd")),
        "/odder": rss((site.url("/odder-story"), "Odd")),
        "/feed": rss((site.url("/quay"), "Quay")),
        "/quay": article("Quay shut"),
    }
    wanted = Watched.wanted

    def listed(data: bytes, url: str, charset: str | None = None) -> Any:
        if url.endswith("/odd"):
            raise KeyError("nobody foresaw it")
        return listing(data, url, charset)

    def chosen(self: Any, url: str, *more: Any) -> Any:
        if url.endswith("/odder"):
            raise KeyError("nobody foresaw it")
        return wanted(self, url, *more)

    run(site.url("/feed"))
    monkeypatch.setattr("sayso.archive.watch.listing", listed)
    monkeypatch.setattr(Watched, "wanted", chosen)
    with Archive(run.place) as archive:
        watcher = run.watcher()
        watcher._watched.enter([site.url("/odd"), site.url("/odder")], written(run.clock()))
        watcher.engine.dispose()
        site.pages["/feed"] = rss((site.url("/pier"), "Pier"))
        site.pages["/pier"] = article("Pier shut")
        run(after=HOUR)
        assert run.outcomes == ["new"]
        assert sorted(seen.url for seen in run.seen("failed")) == [site.url("/odd"), site.url("/odder")]
        rows = {row["url"]: row for row in table(archive, "feed")}
        assert rows[site.url("/odd")]["failures"] == rows[site.url("/odder")]["failures"] == 1
        site.forget()
        run()
        assert site.asked == [], "not before it is due again"
