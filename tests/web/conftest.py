"""What tests of the pages run on: an archive of invented news, and the whole of sayso serve over it, on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from sayso.archive import Archive
from sayso.web.app import create
from sayso.web.limits import Punctual
from sayso.web.server import free, listening
from sayso.web.token import Access
from tests.archive.stories import MARKET, PIER, Told, lines, put, story

EXAMPLES = Path(__file__).parents[2] / "examples"
TOKEN = "a-token-of-the-tests-alone"
NAMESAKES = ("Ines Calder", "Rolf Calder")
ODD = (
    "東京日報",
    "Ågård Tidende",
    "a&b=c?d#e",
    "100 % News",
    "“Said & Done”",
    "ｆｕｌｌ ｗｉｄｔｈ",
    "صحيفة",
    "🗞",
    "#12 News",
    "O'Neil",
)
"""Names of outlets."""


@dataclass(frozen=True)
class Served:
    """A running server: its address, and what it serves."""

    url: str
    archive: Archive | None

    def client(self, *, entered: bool = False) -> httpx.Client:
        """A visitor, who has the token if he has ``entered``."""
        headers = {"Authorization": f"Bearer {TOKEN}"} if entered else {}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=30)


@contextmanager
def serving(archive: Archive | None) -> Iterator[Served]:
    """The application on a port of its own, as uvicorn runs it."""
    port = free("127.0.0.1", 0)
    app = create(archive, Access.at(TOKEN, "127.0.0.1"))
    server = uvicorn.Server(uvicorn.Config(app, http=Punctual, log_level="warning", server_header=False, proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening("127.0.0.1", port)]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield Served(f"http://127.0.0.1:{port}", archive)
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The examples, and two stories more; for tests that leave them as they are."""
    folder = tmp_path_factory.mktemp("news")
    with Archive(folder / "news.db") as archive:
        pier = {"text": PIER, "outlet": "Orlay Post", "published": "2024-05-03", "url": "https://post.example/pier"}
        market = {"text": MARKET, "outlet": "Orlay Post", "published": "2024-06-01"}
        archive.add(EXAMPLES / "ferry.jsonl", EXAMPLES / "harbour.txt", lines(folder / "more.jsonl", pier, market))
        yield archive


@pytest.fixture(scope="module")
def served(news: Archive) -> Iterator[Served]:
    """These, served."""
    with serving(news) as found:
        yield found


@pytest.fixture(scope="module")
def bare() -> Iterator[Served]:
    """A server without an archive."""
    with serving(None) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A small archive of one test's own, which it may change."""
    with Archive(tmp_path / "own.db") as archive:
        archive.add(EXAMPLES / "ferry.jsonl")
        with serving(archive) as found:
            yield found


@pytest.fixture(scope="module")
def known(shared_place: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An archive in either database, served, to be left as it is: the examples, namesakes, and outlets with odd names."""
    folder = tmp_path_factory.mktemp("known")
    with Archive(shared_place) as archive:
        pier = {"text": PIER, "outlet": "Orlay Post", "published": "2024-05-03", "url": "https://post.example/pier"}
        archive.add(EXAMPLES / "ferry.jsonl", EXAMPLES / "harbour.txt", lines(folder / "more.jsonl", pier, {"text": MARKET}))
        told = [story(f"n{number}", Told("the quay is wet", name, role="mayor")) for number, name in enumerate(NAMESAKES)]
        put(shared_place, *told, *(story(name, Told(f"the pier is shut {name}"), outlet=name) for name in ODD))
        with serving(archive) as found:
            yield found
