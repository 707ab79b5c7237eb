import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sayso.errors import InputError
from sayso.ingest import stories
from sayso.ingest.fetch import LaterError, asked, client, fetch, fresh, retry_after
from sayso.story import Story

PAGE = (
    "<html><head><title>Boats</title></head><body><article><h1>Boats stop</h1>" + "<p>The night boat will stop, she said.</p>" * 5
)

FEED = b"<rss version='2.0'><channel><title>Boats</title><item><title>Boats stop</title></item></channel></rss>"


def test_a_page_is_fetched_with_an_honest_name(httpserver: HTTPServer) -> None:
    seen: list[str] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers["User-Agent"])
        return Response(PAGE, content_type="text/html; charset=utf-8")

    httpserver.expect_request("/story").respond_with_handler(answer)
    (story,) = stories([httpserver.url_for("/story")], private=True)
    assert isinstance(story, Story)
    assert "she said" in story.text
    assert seen[0].startswith("sayso/")


def test_redirects_are_followed_but_not_for_ever(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data("", 302, {"Location": "/new"})
    httpserver.expect_request("/new").respond_with_data(PAGE, content_type="text/html")
    httpserver.expect_request("/loop").respond_with_data("", 302, {"Location": "/loop"})
    assert fetch(httpserver.url_for("/old"), private=True).url == httpserver.url_for("/new")
    with pytest.raises(InputError, match="redirects more than"):
        fetch(httpserver.url_for("/loop"), private=True)


@pytest.mark.parametrize("status", [404, 403, 500])
def test_an_answer_that_is_no_page_is_an_error(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/").respond_with_data("no", status)
    with pytest.raises(InputError, match=str(status)):
        fetch(httpserver.url_for("/"), private=True)


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/svg+xml", "image/jpeg", "video/mp4", "audio/mpeg", "application/octet-stream"]
)
def test_a_type_that_holds_no_story_is_an_error(httpserver: HTTPServer, kind: str) -> None:
    httpserver.expect_request("/").respond_with_data(b"%PDF", content_type=kind)
    with pytest.raises(InputError, match=re.escape(kind)):
        fetch(httpserver.url_for("/"), private=True)


@pytest.mark.parametrize(
    "kind",
    ["application/rss+xml", "Application/Atom+XML; charset=utf-8", "application/rdf+xml", "application/xml", "text/xml",
     "text/x-opml", "text/plain"],
)  # fmt: skip
def test_feeds_and_lists_of_them_are_fetched(httpserver: HTTPServer, kind: str) -> None:
    httpserver.expect_request("/").respond_with_data(FEED, content_type=kind)
    found = fetch(httpserver.url_for("/"), private=True)
    assert (found.type, found.data) == (kind.split(";")[0].lower(), FEED)


def test_a_list_whose_type_the_server_does_not_know_is_fetched(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/echo.opml").respond_with_data(FEED, content_type="application/octet-stream")
    found = fetch(httpserver.url_for("/echo.opml"), private=True)
    assert (found.type, found.data) == ("", FEED)


@pytest.mark.parametrize("kind", ["application/gzip", "application/x-gzip"])
@pytest.mark.parametrize("data", [gzip.compress(FEED), FEED], ids=["packed", "only named so"])
def test_a_packed_sitemap_is_unpacked(httpserver: HTTPServer, kind: str, data: bytes) -> None:
    httpserver.expect_request("/").respond_with_data(data, content_type=kind)
    found = fetch(httpserver.url_for("/"), private=True)
    assert (found.type, found.data) == ("", FEED)


def test_a_packed_sitemap_that_unpacks_to_too_much_is_cut_off(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(gzip.compress(b"x" * 5_000_000), content_type="application/gzip")
    with pytest.raises(InputError, match=r"larger than 0\.1 MB"):
        fetch(httpserver.url_for("/"), private=True, largest=100_000)


def test_a_packed_sitemap_that_is_cut_short_is_an_error(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(gzip.compress(FEED)[:-9], content_type="application/gzip")
    with pytest.raises(InputError, match="gzip that is cut off"):
        fetch(httpserver.url_for("/"), private=True)


def test_a_page_brings_what_a_later_visit_asks_with(httpserver: HTTPServer) -> None:
    headers = {"ETag": '"7"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT", "Cache-Control": "max-age=60"}
    httpserver.expect_request("/").respond_with_data(FEED, headers=headers, content_type="text/xml")
    found = fetch(httpserver.url_for("/"), private=True)
    assert (found.etag, found.modified, found.fresh) == ('"7"', "Mon, 02 Mar 2026 09:00:00 GMT", 60)


@pytest.mark.parametrize(
    ("control", "age", "seconds"),
    [("max-age=60", "", 60), ("public, Max-Age=60", "20", 40), ("max-age=60", "100", 0), ('max-age="60"', "soon", 60),
     ("s-maxage=60", "", None), ("max-age=60, no-cache", "", None), ("no-store", "", None), ("max-age=-1", "", None),
     ("", "9", None)],
)  # fmt: skip
def test_an_answer_stays_fresh_for_as_long_as_it_says(control: str, age: str, seconds: float | None) -> None:
    assert fresh(httpx.Response(200, headers={"Cache-Control": control, "Age": age})) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), (" 0 ", 0), ("Mon, 02 Mar 2026 09:30:00 GMT", 1800), ("Mon, 02 Mar 2026 08:00:00 GMT", 0), ("-5", None),
     ("soon", None), ("", None), ("1" * 400, None), ("Mon, 02 Mar 99999 09:30:00 GMT", None)],
)  # fmt: skip
def test_a_server_says_when_to_ask_again_in_seconds_or_by_a_date(said: str, seconds: float | None) -> None:
    response = httpx.Response(503, headers={"Retry-After": said, "Date": "Mon, 02 Mar 2026 09:00:00 GMT"})
    assert retry_after(response) == seconds


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_cannot_now_may_be_asked_later(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/").respond_with_data("", status, {"Retry-After": "9"})
    with pytest.raises(LaterError, match=str(status)) as caught:
        fetch(httpserver.url_for("/"), private=True)
    assert caught.value.wait == 9


def test_a_redirect_does_not_lead_out_of_tls() -> None:
    asked_for = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked_for.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://news.example/b"})

    visitor = client(httpx.MockTransport(answer), "test", 1)
    request = visitor.build_request("GET", "https://ann:pw@news.example/a")
    with pytest.raises(InputError, match=r"out of https to http://news\.example/b") as caught:
        asked(visitor, request, lambda response: response.status_code)
    assert "pw" not in str(caught.value)
    assert len(asked_for) == 1


def test_a_page_that_is_too_large_is_cut_off(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"x" * 5000, content_type="text/plain")
    with pytest.raises(InputError, match="larger than"):
        fetch(httpserver.url_for("/"), private=True, largest=1000)


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server that sends a byte now and then, for ever."""
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while not stop.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    stop.set()
    server.close()
    thread.join(2)


def test_a_page_that_streams_for_ever_is_given_up(dripping: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match="not there whole after"):
        fetch(dripping, private=True, longest=0.5)
    assert time.monotonic() - began < 5


def test_a_host_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(InputError, match="did not answer"):
        fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", private=True, longest=0.3)


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(InputError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", private=True)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]", "100.64.0.1",
     "[fe80::1]", "[fd00::1]", "224.0.0.1", "2130706433", "[64:ff9b::7f00:1]"],
)  # fmt: skip
def test_private_networks_are_refused(host: str) -> None:
    with pytest.raises(InputError, match="private network"):
        fetch(f"http://{host}/")


def test_an_address_is_checked_at_every_look_up(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", httpserver.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: public if host == "news.example" else real(host, *a, **k))
    with pytest.raises(InputError, match="private network"):
        fetch(f"http://news.example:{httpserver.port}/")


@pytest.mark.parametrize("address", ["ftp://news.example/", "http://", "http://[/"])
def test_what_is_no_address_is_an_error(address: str) -> None:
    with pytest.raises(InputError):
        fetch(address)
