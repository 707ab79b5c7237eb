import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from types import SimpleNamespace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import sayso
from sayso.errors import InputError
from sayso.ingest import network
from sayso.ingest.fetch import FetchedPage, GoneError, LaterError
from sayso.ingest.web import Unchanged, Web

HOUR, DAY = 3600.0, 86_400.0
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still but for those who sleep by it."""

    def __init__(self) -> None:
        self.now = START.timestamp()
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Site:
    """A host of pages that are texts, statuses, or answered by a function; asked for anything else, it has nothing there."""

    def __init__(self, server: HTTPServer, clock: Clock) -> None:
        self.server, self.clock = server, clock
        self.pages: dict[str, str | int | Callable[[Request], Response]] = {}
        self.requests: list[Request] = []
        self.times: list[float] = []
        server.clear()
        server.expect_request(re.compile(".*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        self.requests.append(request)
        self.times.append(self.clock())
        page = self.pages.get(request.path, 404)
        if callable(page):
            return page(request)
        return Response("", page) if isinstance(page, int) else Response(page, content_type="text/plain")

    def url(self, path: str) -> str:
        return self.server.url_for(path)

    @property
    def asked(self) -> list[str]:
        return [request.path for request in self.requests]


def one_after_the_other(*answers: Response) -> Callable[[Request], Response]:
    left = iter(answers)
    return lambda _: next(left)


def redirect(to: str) -> Callable[[Request], Response]:
    return lambda _: Response("", 302, {"Location": to})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def servers() -> Iterator[list[HTTPServer]]:
    """Two hosts, and the second port of the first."""
    servers = [HTTPServer(host=host, threaded=True) for host in ("127.0.0.1", "127.0.0.2", "127.0.0.1")]
    for server in servers:
        server.start()
    yield servers
    for server in servers:
        server.stop()


@pytest.fixture
def site(servers: list[HTTPServer], clock: Clock) -> Site:
    return Site(servers[0], clock)


@pytest.fixture
def other(servers: list[HTTPServer], clock: Clock) -> Site:
    return Site(servers[1], clock)


@pytest.fixture
def port(servers: list[HTTPServer], clock: Clock) -> Site:
    return Site(servers[2], clock)


@pytest.fixture
def web(clock: Clock) -> Iterator[Web]:
    with Web(private=True, clock=clock, sleep=clock.sleep) as web:
        yield web


def text(found: FetchedPage | Unchanged) -> str:
    assert isinstance(found, FetchedPage)
    return found.data.decode()


# robots.txt


def test_what_robots_txt_refuses_is_not_asked_for(web: Web, site: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /inner/", "/inner/a": "A", "/b": "B"}
    with pytest.raises(InputError, match=r"robots\.txt"):
        web.get(site.url("/inner/a"))
    assert text(web.get(site.url("/b"))) == "B"
    assert site.asked == ["/robots.txt", "/b"]


def test_a_place_in_a_page_is_refused_with_the_page(web: Web, site: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /a$", "/a": "A"}
    with pytest.raises(InputError, match=r"robots\.txt"):
        web.get(site.url("/a#quotes"))


def test_rules_for_us_by_name_go_before_those_for_all(web: Web, site: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /\n\nUser-agent: sayso\nDisallow: /b", "/a": "A", "/b": "B"}
    assert text(web.get(site.url("/a"))) == "A"
    with pytest.raises(InputError, match=r"robots\.txt"):
        web.get(site.url("/b"))


@pytest.mark.parametrize("status", [404, 401, 403])
def test_a_host_without_robots_txt_allows_all(web: Web, site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": status, "/a": "A"}
    assert text(web.get(site.url("/a"))) == "A"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_while_robots_txt_cannot_be_had_nothing_is_asked_for(web: Web, site: Site, clock: Clock, status: int) -> None:
    site.pages |= {"/robots.txt": status, "/a": "A"}
    for _ in range(2):
        with pytest.raises(LaterError, match=rf"the robots\.txt of 127\.0\.0\.1 answered {status}") as caught:
            web.get(site.url("/a"))
    assert site.asked == ["/robots.txt"] * 3
    assert caught.value.wait
    clock.now += caught.value.wait
    site.pages["/robots.txt"] = ""
    assert text(web.get(site.url("/a"))) == "A"


def test_robots_txt_is_asked_for_once_a_day(web: Web, site: Site, clock: Clock) -> None:
    site.pages |= {"/robots.txt": "", "/a": "A"}
    for _ in range(3):
        web.get(site.url("/a"))
    assert site.asked.count("/robots.txt") == 1
    clock.now += DAY
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /"
    with pytest.raises(InputError, match="refused"):
        web.get(site.url("/a"))


def test_robots_txt_may_lie_elsewhere(web: Web, site: Site, other: Site) -> None:
    site.pages |= {"/robots.txt": redirect(other.url("/rules")), "/a": "A"}
    other.pages["/rules"] = "User-agent: *\nDisallow: /a"
    with pytest.raises(InputError, match="refused"):
        web.get(site.url("/a"))


def test_a_robots_txt_that_leads_nowhere_is_none(web: Web, site: Site) -> None:
    site.pages |= {"/robots.txt": redirect("/robots.txt"), "/a": "A"}
    assert text(web.get(site.url("/a"))) == "A"
    assert site.asked.count("/robots.txt") == 6


def test_of_an_endless_robots_txt_the_start_is_heeded(web: Web, site: Site) -> None:
    rules = "User-agent: *\nDisallow: /a\n"
    site.pages |= {"/robots.txt": rules + "# nothing\n" * 51_200 + "Disallow: /b\n", "/a": "A", "/b": "B"}
    with pytest.raises(InputError, match="refused"):
        web.get(site.url("/a"))
    assert text(web.get(site.url("/b"))) == "B"


def test_robots_txt_of_one_port_says_nothing_of_another(web: Web, site: Site, port: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nDisallow: /"}
    port.pages |= {"/a": "A"}
    with pytest.raises(InputError, match="refused"):
        web.get(site.url("/a"))
    assert text(web.get(port.url("/a"))) == "A"


@pytest.mark.parametrize(("asked", "kept"), [("0.5", 2.0), ("7", 7.0), ("9000", 60.0), ("never", 2.0)])
def test_a_crawl_delay_is_obeyed_within_bounds(web: Web, site: Site, asked: str, kept: float) -> None:
    site.pages |= {"/robots.txt": f"User-agent: *\nCrawl-delay: {asked}", "/a": "A", "/b": "B"}
    web.get(site.url("/a"))
    web.get(site.url("/b"))
    assert site.times[2] - site.times[1] == pytest.approx(kept)


# pauses


def test_a_host_is_given_a_pause_between_requests_and_others_do_not_wait_for_it(
    web: Web, site: Site, other: Site, clock: Clock
) -> None:
    site.pages |= {"/a": "A"}
    other.pages |= {"/b": "B"}
    web.get(site.url("/a"))
    assert clock.slept == [2.0]
    web.get(other.url("/b"))
    clock.now += 10
    web.get(site.url("/a"))
    web.get(site.url("/a"))
    assert clock.slept == [2.0, 2.0, 2.0]
    assert [later - sooner for sooner, later in pairwise(site.times)] == pytest.approx([2, 12, 2])


def test_a_redirect_waits_its_turn_where_it_leads(web: Web, site: Site, other: Site) -> None:
    site.pages |= {"/old": redirect("/older"), "/older": redirect(other.url("/new"))}
    other.pages |= {"/new": "new", "/robots.txt": ""}
    found = web.get(site.url("/old"))
    assert isinstance(found, FetchedPage)
    assert found.url == other.url("/new")
    assert site.asked == ["/robots.txt", "/old", "/older"]
    assert other.asked == ["/robots.txt", "/new"]
    assert [site.times[2] - site.times[1], other.times[1] - other.times[0]] == pytest.approx([2, 2])


def test_a_redirect_obeys_the_robots_txt_of_where_it_leads(web: Web, site: Site, other: Site) -> None:
    site.pages |= {"/a": redirect(other.url("/b"))}
    other.pages |= {"/robots.txt": "User-agent: *\nDisallow: /", "/b": "B"}
    with pytest.raises(InputError, match=r"refused to sayso by the robots\.txt of 127\.0\.0\.2") as caught:
        web.get(site.url("/a"))
    assert caught.value.input == site.url("/a")
    assert other.asked == ["/robots.txt"]


def test_threads_ask_one_host_in_turn(clock: Clock, site: Site) -> None:
    inside, most, lock = 0, 0, threading.Lock()
    crowded = threading.Event()

    def count(_: Request) -> Response:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside > 1:
                crowded.set()
        crowded.wait(0.05)
        with lock:
            inside -= 1
        return Response("A", content_type="text/plain")

    site.pages |= {"/robots.txt": count, "/a": count}
    with Web(private=True, clock=clock, sleep=clock.sleep) as web, ThreadPoolExecutor(6) as pool:
        assert [text(found) for found in pool.map(web.get, [site.url("/a")] * 6)] == ["A"] * 6
    assert most == 1
    assert site.asked == ["/robots.txt", *["/a"] * 6]


def test_threads_ask_several_hosts_side_by_side(clock: Clock, site: Site, other: Site) -> None:
    both = threading.Barrier(2, timeout=10)

    def meet(_: Request) -> Response:
        both.wait()
        return Response("A", content_type="text/plain")

    site.pages |= {"/a": meet}
    other.pages |= {"/a": meet}
    with Web(private=True, clock=clock, sleep=clock.sleep) as web, ThreadPoolExecutor(2) as pool:
        assert [text(found) for found in pool.map(web.get, [site.url("/a"), other.url("/a")])] == ["A", "A"]


# conditional requests


def test_what_did_not_change_is_not_sent_again(web: Web, site: Site) -> None:
    def feed(request: Request) -> Response:
        headers = {"ETag": 'W/"7"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT", "Cache-Control": "public, max-age=900"}
        same = request.headers.get("If-None-Match") == 'W/"7"' and "If-Modified-Since" in request.headers
        return Response("" if same else "news", 304 if same else 200, headers, content_type="text/plain")

    site.pages["/feed"] = feed
    first = web.get(site.url("/feed"))
    assert isinstance(first, FetchedPage)
    assert (first.etag, first.modified, first.fresh) == ('W/"7"', "Mon, 02 Mar 2026 09:00:00 GMT", 900)
    again = web.get(site.url("/feed"), etag=first.etag, modified=first.modified)
    assert again == Unchanged(site.url("/feed"), first.etag, first.modified, 900)
    assert isinstance(web.get(site.url("/feed"), etag='W/"6"', modified=first.modified), FetchedPage)


def test_an_answer_that_nothing_changed_keeps_the_validators_that_it_does_not_renew(web: Web, site: Site) -> None:
    site.pages["/feed"] = lambda _: Response("", 304)
    assert web.get(site.url("/feed"), etag='"7"') == Unchanged(site.url("/feed"), '"7"')


def test_that_nothing_changed_is_no_answer_to_one_who_has_nothing(web: Web, site: Site) -> None:
    site.pages["/feed"] = 304
    with pytest.raises(InputError, match="304"):
        web.get(site.url("/feed"))


def test_validators_that_no_header_can_hold_are_left_out(web: Web, site: Site) -> None:
    site.pages["/feed"] = "news"
    assert text(web.get(site.url("/feed"), etag='"a"\r\nCookie: x', modified="März")) == "news"


# back-off


def busy(after: str | None, status: int = 503) -> Response:
    return Response("", status, {"Retry-After": after} if after else {})


def fine() -> Response:
    return Response("A", content_type="text/plain")


@pytest.mark.parametrize("status", [503, 429])
def test_a_host_that_asks_for_patience_is_asked_again_when_it_says(web: Web, site: Site, status: int) -> None:
    site.pages["/a"] = one_after_the_other(busy("17", status), fine())
    assert text(web.get(site.url("/a"))) == "A"
    assert site.times[2] - site.times[1] == pytest.approx(17)


def test_patience_may_be_asked_for_until_a_date(web: Web, site: Site) -> None:
    now = datetime.now(UTC)
    answer = busy(format_datetime(now + timedelta(seconds=23), usegmt=True))
    answer.headers["Date"] = format_datetime(now, usegmt=True)
    site.pages["/a"] = one_after_the_other(answer, fine())
    web.get(site.url("/a"))
    # The server puts its own date before ours.
    assert site.times[2] - site.times[1] == pytest.approx(23, abs=2)


def test_a_host_that_asks_for_an_hour_is_left_alone_and_others_go_on(web: Web, site: Site, other: Site, clock: Clock) -> None:
    site.pages |= {"/a": one_after_the_other(busy("3600"), fine())}
    other.pages |= {"/b": "B"}
    with pytest.raises(LaterError, match=r"127\.0\.0\.1 is left alone until 2026-03-02 10:30:02 UTC") as caught:
        web.get(site.url("/a"))
    assert caught.value.wait == HOUR
    with pytest.raises(LaterError, match="left alone until 2026-03-02 10:30:02 UTC"):
        web.get(site.url("/a"))
    assert text(web.get(other.url("/b"))) == "B"
    assert site.asked == ["/robots.txt", "/a"]
    clock.now += HOUR
    assert text(web.get(site.url("/a"))) == "A"


def test_nobody_is_left_alone_for_longer_than_a_day(web: Web, site: Site) -> None:
    site.pages |= {"/a": lambda _: busy("999999999")}
    with pytest.raises(LaterError) as caught:
        web.get(site.url("/a"))
    assert caught.value.wait == DAY


def test_a_host_that_stumbles_is_asked_again_after_growing_pauses(web: Web, site: Site) -> None:
    site.pages |= {"/a": one_after_the_other(Response("", 500), Response("", 502), fine())}
    assert text(web.get(site.url("/a"))) == "A"
    first, second = (site.times[n + 1] - site.times[n] for n in (1, 2))
    assert 2 <= first <= 4 <= second <= 8


def test_a_page_that_always_fails_is_given_up_after_few_tries(web: Web, site: Site) -> None:
    site.pages |= {"/a": 500, "/b": "B"}
    with pytest.raises(LaterError, match="answered 500"):
        web.get(site.url("/a"))
    assert site.asked.count("/a") == 3
    assert text(web.get(site.url("/b"))) == "B"


def test_a_host_that_keeps_failing_is_left_alone_for_a_growing_time(web: Web, site: Site, other: Site, clock: Clock) -> None:
    site.pages |= {"/robots.txt": "", "/a": 500, "/b": "B"}
    other.pages |= {"/c": "C"}
    waits = []
    for _ in range(5):
        with pytest.raises(LaterError) as caught:
            web.get(site.url("/a"))
        waits.append(caught.value.wait)
        clock.now += caught.value.wait or 0
    assert waits == [None, None, 60, 240, 960]
    clock.now -= 1
    requests = len(site.requests)
    with pytest.raises(LaterError, match="left alone"):
        web.get(site.url("/b"))
    assert len(site.requests) == requests
    assert text(web.get(other.url("/c"))) == "C"
    clock.now += 1
    assert text(web.get(site.url("/b"))) == "B"
    with pytest.raises(LaterError) as caught:
        web.get(site.url("/a"))
    assert caught.value.wait is None


def test_a_host_that_nobody_answers_at_is_left_alone(web: Web, site: Site, clock: Clock) -> None:
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
    site.pages["/a"] = "A"
    for _ in range(2):
        with pytest.raises(LaterError, match="cannot be reached") as caught:
            web.get(f"http://127.0.0.2:{port}/a")
    assert caught.value.wait == 600
    assert len(clock.slept) == 2
    assert text(web.get(site.url("/a"))) == "A"


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.GONE])
def test_what_is_gone_is_an_error_at_once(web: Web, site: Site, status: int) -> None:
    site.pages["/a"] = status
    with pytest.raises(GoneError, match=str(int(status))):
        web.get(site.url("/a"))
    assert site.asked == ["/robots.txt", "/a"]


# what a visitor is safe from


def test_a_redirect_into_a_private_network_is_refused(
    clock: Clock, site: Site, other: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "_is_public", lambda address: address == "127.0.0.1")
    site.pages["/a"] = redirect(other.url("/secret"))
    other.pages["/secret"] = "secret"
    with Web(clock=clock, sleep=clock.sleep) as web, pytest.raises(InputError, match="private network"):
        web.get(site.url("/a"))
    assert other.asked == []


def test_a_robots_txt_is_not_looked_for_in_a_private_network(
    clock: Clock, site: Site, other: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "_is_public", lambda address: address == "127.0.0.1")
    site.pages |= {"/robots.txt": redirect(other.url("/robots.txt")), "/a": "A"}
    with Web(clock=clock, sleep=clock.sleep) as web:
        assert text(web.get(site.url("/a"))) == "A"
    assert other.asked == []


def test_redirects_that_go_in_a_ring_are_given_up(web: Web, site: Site, other: Site) -> None:
    site.pages["/a"] = redirect(other.url("/b"))
    other.pages["/b"] = redirect(site.url("/a"))
    with pytest.raises(InputError, match="redirects more than 5 times"):
        web.get(site.url("/a"))
    assert len([path for path in site.asked + other.asked if path != "/robots.txt"]) == 6


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/a", "file:///etc/hostname", "data:text/plain,A"])
def test_a_redirect_off_the_web_is_refused(web: Web, site: Site, to: str) -> None:
    site.pages["/a"] = redirect(to)
    with pytest.raises(InputError):
        web.get(site.url("/a"))
    assert site.asked == ["/robots.txt", "/a"]


def test_a_name_and_password_stay_with_their_host_and_out_of_the_address(web: Web, site: Site, other: Site) -> None:
    site.pages |= {"/a": "A", "/b": redirect(other.url("/c")), "/d": redirect(site.url("/a").replace("//", "//eve:pw@"))}
    other.pages |= {"/c": "C"}
    found = web.get(site.url("/a").replace("//", "//ann:pw@"))
    assert isinstance(found, FetchedPage)
    assert found.url == site.url("/a")
    assert site.requests[1].authorization is not None
    web.get(site.url("/b").replace("//", "//ann:pw@"))
    web.get(site.url("/d"))
    assert [request.authorization for request in other.requests] == [None, None]
    assert site.requests[-1].authorization is None


def test_cookies_are_not_kept_from_page_to_page(web: Web, site: Site) -> None:
    def page(_: Request) -> Response:
        response = fine()
        response.set_cookie("who", "you")
        return response

    site.pages["/a"] = page
    web.get(site.url("/a"))
    web.get(site.url("/a"))
    assert [request.cookies for request in site.requests] == [{}, {}, {}]


def test_a_page_that_is_too_large_is_cut_off(clock: Clock, site: Site) -> None:
    site.pages["/a"] = "x" * 5000
    with Web(private=True, largest=1000, clock=clock, sleep=clock.sleep) as web, pytest.raises(InputError, match="larger than"):
        web.get(site.url("/a"))


def test_a_page_that_unpacks_to_too_much_is_cut_off(web: Web, site: Site) -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    site.pages["/a"] = lambda _: Response(bomb, headers={"Content-Encoding": "gzip"}, content_type="text/plain")
    with pytest.raises(InputError, match="larger than 10 MB"):
        web.get(site.url("/a"))


def test_a_host_that_is_too_slow_holds_nobody_for_ever(clock: Clock, site: Site) -> None:
    stop = threading.Event()

    def drip(_: Request) -> Response:
        def drops() -> Iterator[bytes]:
            while not stop.wait(0.02):
                yield b"x"

        return Response(drops(), content_type="text/plain")

    site.pages |= {"/robots.txt": "", "/a": drip}
    with Web(private=True, longest=0.3, clock=clock, sleep=clock.sleep) as web, pytest.raises(LaterError, match="not there whole"):
        web.get(site.url("/a"))
    stop.set()


def test_a_connection_is_kept_for_the_next_page_and_not_cut_at_the_time_of_the_last(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = 0.0
    monkeypatch.setattr(network, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + later))
    connections = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            connections.add(self.client_address)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, Web(private=True, clock=clock, sleep=clock.sleep) as web:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/a"
        web.get(url)
        later = HOUR
        web.get(url)
        web.close()
        server.shutdown()
    assert len(connections) == 1


# the visitor's name


def test_the_visitor_says_who_it_is_and_who_sent_it(clock: Clock, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/a"] = "A"
    monkeypatch.setenv("SAYSO_CONTACT", "https://desk.example/crawler")
    for contact in (None, "ann@desk.example"):
        with Web(private=True, contact=contact, clock=clock, sleep=clock.sleep) as web:
            web.get(site.url("/a"))
    names = [str(request.headers["User-Agent"]) for request in site.requests]
    assert all(name.startswith(f"sayso/{sayso.__version__} (reads news") for name in names)
    assert ["https://desk.example/crawler" in name for name in names] == [True, True, False, False]
    assert ["ann@desk.example" in name for name in names] == [False, False, True, True]


@pytest.mark.parametrize("contact", ["a\r\nHost: b", "Jürgen", "(me)"])
def test_a_contact_that_no_header_can_hold_is_an_error(contact: str) -> None:
    with pytest.raises(InputError, match="SAYSO_CONTACT"):
        Web(contact=contact)
