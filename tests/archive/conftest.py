"""An archive on each of the two databases: a SQLite file, and a database of a PostgreSQL server that is started for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sayso.archive import Archive


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL server for this system: pip install pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an archive may be made: a path, or the address of an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "news.db")
        return
    import psycopg

    uri = request.getfixturevalue("postgresql")
    name = f"sayso_{uuid4().hex}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield uri.replace("/postgres?", f"/{name}?")
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def archive(place: str) -> Iterator[Archive]:
    with Archive(place) as opened:
        yield opened
