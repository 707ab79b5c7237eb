"""The guard before a real server, and visitors who do not behave."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, UploadFile
from starlette.responses import StreamingResponse

from sayso.web import limits
from sayso.web.guard import HEADERS, Guard
from sayso.web.limits import Punctual
from sayso.web.token import Access
from tests.web.guarded import READS, TOKEN

BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Served:
    """A running server, and what its application was asked."""

    port: int
    asked: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> bytes:
        return f"Host: 127.0.0.1:{self.port}\r\n".encode()

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, trust_env=False, timeout=20)

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


def application(served: Served) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/")
    def page() -> str:
        return "a page"

    @app.post("/read")
    async def read(request: Request) -> int:
        served.asked.append("read")
        return len(await request.body())

    @app.post("/stories")
    def keep(file: UploadFile) -> int:
        served.asked.append("stories")
        return len(file.file.read())

    @app.post("/api/v1/read")
    def wait() -> None:
        served.go.wait(20)

    @app.get("/long")
    def long() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            try:
                for _ in range(2000):
                    yield b"a" * 100_000
            finally:
                served.ended.set()

        return StreamingResponse(parts())

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("the secret")

    return app


@contextmanager
def serving(inside: bool) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served = Served(listening.getsockname()[1])
        access = Access.at(TOKEN, "127.0.0.1")
        app = application(served)
        if inside:
            app.add_middleware(Guard, access=access, reads=READS)
        guarded = app if inside else Guard(app, access, READS)
        # What the log of a failure says is not for the log of the tests.
        config = uvicorn.Config(guarded, http=Punctual, log_level="critical", server_header=False, proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield served
        finally:
            served.go.set()
            server.should_exit = True
            thread.join(20)


@pytest.fixture(params=["outside", "inside"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """The guard around an application, and as the middleware of it."""
    with serving(request.param == "inside") as found:
        yield found


@pytest.fixture
def one() -> Iterator[Served]:
    with serving(False) as found:
        yield found


def heard(line: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    found = b""
    try:
        while part := line.recv(65_536):
            found += part
    except ConnectionResetError:
        pass
    return found


def whole(line: socket.socket) -> bool:
    """Whether the first page comes, on a connection that goes on."""
    found = b""
    while not found.endswith(b'"a page"') and (part := line.recv(65_536)):
        found += part
    return status(found) == 200


def sent_until_cut_off(line: socket.socket, part: bytes, longest: float = 10) -> bool:
    """Send a part again and again, and say whether the other end ended it."""
    until = time.monotonic() + longest
    while time.monotonic() < until:
        try:
            line.sendall(part)
        except OSError:
            return True
        time.sleep(0.01)
    return False


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_every_answer_is_dressed(served: Served) -> None:
    with served.client() as client:
        answers = [
            client.get("/"),
            client.get("/nowhere"),
            client.get("/broken"),
            client.put("/", headers=BEARER),
            client.post("/stories"),
            client.post("/stories", headers=BEARER),
            client.get("/", headers={"Host": "evil.example"}),
            client.post("/read", content=b"a" * (limits.LARGEST_BODY + 1)),
            client.head("/"),
            client.get("/nowhere/../%2e%2e/etc"),
        ]
    assert [answer.status_code for answer in answers] == [200, 404, 500, 405, 401, 422, 421, 413, 405, 404]
    for answer in answers:
        for name, value in HEADERS:
            assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert "secret" not in answers[2].text


def test_a_story_is_read_and_kept(served: Served) -> None:
    with served.client() as client:
        assert client.post("/read", content=b"a" * 2_000_000).json() == 2_000_000
        upload = {"file": ("story.html", b"a" * 11_000_000)}
        assert client.post("/stories", files=upload, headers=BEARER).json() == 11_000_000
        entered = client.get("/", params={"token": TOKEN})
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert client.post("/stories", files=upload, headers={"Origin": served.url}).json() == 11_000_000
        assert client.post("/stories", files=upload, headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_a_name_that_is_not_ours_is_misdirected(one: Served, host: str) -> None:
    with one.line() as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{one.port}\r\nConnection: close\r\n\r\n".encode())
        assert status(heard(line)) == 421


def test_no_name_and_two_names_are_refused(one: Served) -> None:
    two = one.host + b"Host: evil.example\r\n"
    for head in (b"HTTP/1.0\r\n", b"HTTP/1.1\r\n", b"HTTP/1.1\r\n" + two):
        with one.line() as line:
            line.sendall(b"GET / " + head + b"\r\n")
            assert status(heard(line)) in (400, 421)


def test_a_request_line_with_another_host_in_it_is_refused(one: Served) -> None:
    with one.line() as line:
        line.sendall(b"GET http://evil.example/ HTTP/1.1\r\nConnection: close\r\n" + one.host + b"\r\n")
        assert status(heard(line)) == 400


def test_an_upgrade_to_a_websocket_leads_to_none(one: Served) -> None:
    with one.line() as line:
        upgrade = b"Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        line.sendall(b"GET /nowhere HTTP/1.1\r\nConnection: Upgrade, close\r\n" + one.host + upgrade + b"\r\n")
        assert status(heard(line)) in (403, 404)


def test_a_body_of_50_mb_without_a_length_is_refused_and_the_sender_is_told(served: Served) -> None:
    sent = 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(800):
            sent += 65_536
            yield b"a" * 65_536

    with served.client() as client:
        answer = client.post("/read", content=parts())
        assert "transfer-encoding" in answer.request.headers
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")
        assert client.get("/").status_code == 200
    assert sent > 50_000_000
    assert served.asked == []


def test_who_sends_without_the_token_is_told_amid_his_body(one: Served) -> None:
    with one.client() as client:
        answer = client.post("/stories", files={"file": ("story.html", b"a" * 11_000_000)})
    assert (answer.status_code, answer.headers["connection"]) == (401, "close")
    assert one.asked == []


def test_a_body_that_never_ends_is_not_taken_for_ever(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINGER_TIME", 0.3)
    with one.line() as line:
        line.sendall(b"POST /stories HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + one.host + b"\r\n")
        assert sent_until_cut_off(line, b"5\r\naaaaa\r\n")


def test_a_body_that_says_it_is_too_large_is_not_sent(one: Served) -> None:
    begun = time.monotonic()
    with one.line() as line:
        length = b"Content-Length: 50000000\r\nExpect: 100-continue\r\n"
        line.sendall(b"POST /read HTTP/1.1\r\n" + one.host + length + b"\r\n")
        answer = heard(line)
    assert status(answer) == 413
    assert b"100 Continue" not in answer
    # It is not waited for either.
    assert time.monotonic() - begun < limits.LINGER_TIME / 2


def test_a_body_shorter_than_it_says_is_waited_for_and_no_longer(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_TIME", 0.3)
    monkeypatch.setattr(limits, "LINGER_TIME", 0.1)
    with one.line() as line:
        line.sendall(b"POST /read HTTP/1.1\r\nContent-Length: 1000\r\n" + one.host + b"\r\nabc")
        assert status(heard(line)) == 408
    assert one.asked == []


def test_a_body_longer_than_it_says_is_cut_where_it_says(one: Served) -> None:
    with one.line() as line:
        line.sendall(b"POST /read HTTP/1.1\r\nContent-Length: 3\r\n" + one.host + b"\r\nabc")
        line.sendall(b"POST /stories HTTP/1.1\r\n" + one.host + b"\r\n")
        line.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n" + one.host + b"\r\n")
        answer = heard(line)
    # What follows is a request of its own, and has no token.
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"401", b"200"]
    assert one.asked == ["read"]


def test_a_body_that_comes_letter_by_letter_is_not_waited_for(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_TIME", 0.4)
    monkeypatch.setattr(limits, "LINGER_TIME", 0.1)
    begun = time.monotonic()
    with one.line() as line:
        line.sendall(b"POST /read HTTP/1.1\r\nContent-Length: 100000\r\n" + one.host + b"\r\n")
        line.settimeout(0.02)
        answer = b""
        while not answer and time.monotonic() < begun + 10:
            try:
                line.sendall(b"a")
                answer = line.recv(65_536)
            except TimeoutError:
                continue
    assert status(answer) == 408
    assert one.asked == []


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\n%s\r\n"])
@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nX: "])
def test_headers_that_never_end_are_not_waited_for(one: Served, first: bytes, head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEAD_TIME", 0.4)
    with one.line() as line:
        if first:
            line.sendall(first % one.host)
            assert whole(line)
        line.sendall(head)
        assert sent_until_cut_off(line, b"a" if head else b"\r")


def test_who_asks_again_and_again_on_one_connection_is_not_cut_off(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEAD_TIME", 0.3)
    with one.line() as line:
        for _ in range(8):
            line.sendall(b"GET / HTTP/1.1\r\n" + one.host + b"\r\n")
            assert whole(line)
            time.sleep(0.1)


def test_an_answer_that_takes_long_is_not_cut_off(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEAD_TIME", 0.2)
    threading.Timer(0.6, one.go.set).start()
    with one.client() as client:
        assert client.post("/api/v1/read").status_code == 200


def test_who_takes_nothing_of_his_answer_is_not_waited_for(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STUCK", 0.3)
    with one.line() as line:
        line.sendall(b"GET /long HTTP/1.1\r\n" + one.host + b"\r\n")
        assert one.ended.wait(10)


def test_who_takes_his_answer_slowly_gets_it_whole(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STUCK", 3.0)
    taken = 0
    with one.client() as client, client.stream("GET", "/long") as answer:
        for number, part in enumerate(answer.iter_bytes(10_000_000)):
            taken += len(part)
            if number % 5 == 0:
                time.sleep(0.1)
    assert taken == 200_000_000


def test_pages_come_while_more_wait_than_there_are_threads(one: Served) -> None:
    def waits(client: httpx.Client) -> int:
        return client.post("/api/v1/read").status_code

    many = httpx.Limits(max_connections=100)
    with httpx.Client(base_url=one.url, trust_env=False, timeout=20, limits=many) as client, ThreadPoolExecutor(60) as threads:
        waiting = [threads.submit(waits, client) for _ in range(60)]
        time.sleep(0.5)
        begun = time.monotonic()
        assert client.get("/").status_code == 200
        assert time.monotonic() - begun < 2
        assert not any(each.done() for each in waiting)
        one.go.set()
        assert {each.result() for each in waiting} == {200}
