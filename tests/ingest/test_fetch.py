import socket
import threading
import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sayso.errors import InputError
from sayso.ingest import stories
from sayso.ingest.fetch import fetch
from sayso.story import Story

PAGE = (
    "<html><head><title>Boats</title></head><body><article><h1>Boats stop</h1>" + "<p>The night boat will stop, she said.</p>" * 5
)


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


def test_a_type_that_holds_no_story_is_an_error(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"%PDF", content_type="application/pdf")
    with pytest.raises(InputError, match="application/pdf"):
        fetch(httpserver.url_for("/"), private=True)


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
