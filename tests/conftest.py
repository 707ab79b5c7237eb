"""What tests run on: archives on both databases (a SQLite file; a PostgreSQL server), sites on loopback, and a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings
from pytest_httpserver import HTTPServer

from sayso.archive import Archive
from tests.archive.sites import Site, servers

if TYPE_CHECKING:
    # A test without a browser loads none.
    from playwright.sync_api import Browser

# How long an example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile("sayso", deadline=None)
settings.register_profile("quick", settings.get_profile("sayso"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "sayso"))

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
NEEDS = {"chromium": pytest.mark.browser, "postgresql": pytest.mark.postgres, "scorer": pytest.mark.data}
"""A fixture → what its tests need."""


def pytest_make_parametrize_id(val: object) -> str | None:
    """Call packed bytes by their length: they hold the time, and tests that run side by side need the same names."""
    return f"gzip of {len(val)} bytes" if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests by the fixtures that they ask for: nobody has to think of it."""
    for item in items:
        for name, marker in NEEDS.items():
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server."""
    pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL server for this system: pip install pgserver")
    # Not among pytest's own: another run of it would close these to the user as whom the server runs.
    with TemporaryDirectory(prefix="sayso-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder)
        try:
            # Nothing of it outlives the tests: it need not wait for the disk.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def made(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where an archive may be made: a path, or the address of an empty database."""
    if kind == "sqlite":
        yield str(folder / "news.db")
        return
    import psycopg

    uri = request.getfixturevalue("postgresql")
    name = f"sayso_{uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield uri.replace("/postgres?", f"/{name}?")
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with made(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture(params=DATABASES, scope="module")
def shared_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for all tests of a module, which only read, or mind what others wrote."""
    with made(request.param, tmp_path_factory.mktemp("shared"), request) as found:
        yield found


@pytest.fixture
def archive(place: str) -> Iterator[Archive]:
    with Archive(place) as opened:
        yield opened


@pytest.fixture(scope="module")
def running() -> Iterator[list[HTTPServer]]:
    """Three servers."""
    with servers(3) as found:
        yield found


@pytest.fixture
def hosts(running: list[HTTPServer]) -> list[Site]:
    """A site on each of them."""
    return [Site(server) for server in running]


@pytest.fixture
def site(hosts: list[Site]) -> Site:
    """The first of these."""
    return hosts[0]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The Chromium that is there."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=quiet)
        yield browser
        browser.close()
