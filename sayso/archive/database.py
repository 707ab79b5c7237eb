"""The database: from where an archive lies, a path or a PostgreSQL URL, to an engine with the newest schema on it."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ProgrammingError
from sqlalchemy.pool import NullPool, QueuePool

from sayso.archive.schema import meaning, meanings
from sayso.errors import ArchiveError, UnknownError

HEAD = "0008"
"""The newest migration."""
PATIENCE = 30.0
"""Seconds to wait for another writer."""
_PASSWORD = re.compile(r"(?<=://)(?P<user>[^:@/]*):.*@|(?P<option>[?&]\w*pass\w*=)[^&]*", re.IGNORECASE)
_READ_ONLY = "read_only"
"""The option of an engine whose archive can only be read: what the user calls it."""
_LOCK = 0x7361_7973
"""What writers of one PostgreSQL archive hold one after the other: adding is a small part of reading."""


def connect(where: str | os.PathLike[str], *, create: bool = False, patience: float = PATIENCE) -> Engine:
    """Open an archive: a SQLite file, or a database of PostgreSQL (``postgresql://user@host/name``).

    ``create`` makes a new one where there is none. An archive of an older sayso is brought up to date. Raises
    :class:`ArchiveError` where it cannot be opened: missing, no archive, locked, of a newer sayso. ``patience`` is in seconds.

    A SQLite file that cannot be written, or whose folder cannot, is opened to be read, unless it is to be made (``create``).
    """
    place = os.fspath(where)
    engine = _postgresql(place, patience) if "://" in place else _sqlite(place, create=create, patience=patience)
    if _READ_ONLY in engine.get_execution_options():
        if create:
            raise _unwritable(place)
        _tell_read_only(place)
    with explained(hidden(place)):
        try:
            _bring_up_to_date(engine, hidden(place), create=create, patience=patience)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection for changes, made all or none when the block ends. Writers come one after the other.

    Raises :class:`ArchiveError` where the archive can only be read.
    """
    if place := engine.get_execution_options().get(_READ_ONLY):
        raise _unwritable(place)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            patience = int(1000 * engine.get_execution_options().get("patience", PATIENCE))
            connection.execute(text("SELECT set_config('lock_timeout', :patience, true)"), {"patience": str(patience)})
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def made(connection: Connection, table: Table, **values: object) -> int:
    """Insert a row and return its number."""
    return int(connection.execute(insert(table).returning(table.c.id), values).scalar_one())


def counted(engine: Engine) -> None:
    """Let SQLite count what its tables hold once they have doubled, so that it knows which index leads to the fewest rows.

    Without, it walks through all statements to find the newest of a stance: of 97,500 stories in 1.9 s, and with it in 2 ms. This
    takes a quarter of a second. PostgreSQL counts by itself.
    """
    if engine.dialect.name != "sqlite":
        return
    with writing(engine) as connection:
        held = int(connection.execute(text("SELECT count(*) FROM version")).scalar_one())
        known = 0
        if inspect(connection).has_table("sqlite_stat1"):
            told = connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'version'"))
            known = max((int(str(stat).split()[0]) for (stat,) in told), default=0)
        if held > 2 * known:
            connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("ANALYZE")


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what a database complains of into an :class:`ArchiveError` that says what to do."""
    try:
        yield
    except UnicodeEncodeError as error:
        problem = "cannot be asked for what holds half a character (a lone surrogate)"
        raise ArchiveError(place, problem, "Write it again as valid Unicode.") from error
    except OverflowError as error:
        raise UnknownError(place, "has no such number", "Searches show those that there are.") from error
    except DBAPIError as error:
        said = str(error.orig).strip().partition("\n")[0] or type(error.orig).__name__
        if isinstance(error, ProgrammingError) and "permission denied" not in said:
            # A mistake of ours, not of the database's.
            raise
        for sign, problem, remedy in _COMPLAINTS:
            if sign in said.casefold():
                raise ArchiveError(place, problem, remedy) from error
        raise ArchiveError(place, f"cannot be used ({said})", "Check that it is a sayso archive, and who may write it.") from error


_COMPLAINTS = (
    ("database is locked", "is locked by another program", "Wait until that is done, or close it, and run this again."),
    (
        "disk is full",
        "cannot grow: the disk is full",
        "Make room and run this again: what was reported as done is kept, and it goes on from there.",
    ),
    ("not a database", "is no sayso archive", "Name another file with --archive; a new one is made where there is none."),
    ("malformed", "is damaged", "Restore it from a copy, or save what can be read: sqlite3 FILE .recover"),
    ("readonly", "cannot be written", "Check who may write the file and its folder."),
    ("unable to open", "cannot be opened", "Check that its folder exists and who may write there."),
    ("disk i/o error", "cannot be read or written", "Check the disk; a file on a network share may not be able to be shared so."),
    ("lock timeout", "is locked by another program", "Wait until that is done, or close it, and run this again."),
    ("permission denied", "cannot be used by this user", "Ask its owner for the right to read it or, to add, to write."),
    ("no space left", "cannot grow: the disk is full", "Make room and run this again: what was reported as done is kept."),
    *(
        (sign, "cannot be reached", "Check that the server runs, and the name and password in the address.")
        for sign in ("connection failed", "connection refused", "failed to resolve", "could not connect", "could not translate")
    ),
    *(
        (sign, "went away", "See that the server runs, and run this again: what was reported as done is kept.")
        for sign in ("server closed the connection", "terminating connection", "connection is lost", "connection is closed")
    ),
)


@dataclass(slots=True)
class _File:
    """The file of an archive. ``place`` is what the user calls it."""

    place: str
    patience: float
    create: bool
    read_only: bool = False
    known: tuple[int, int] | None = None
    """The device and the number of the file that was opened: by these it is told from another of its name."""

    @property
    def path(self) -> Path:
        return Path(self.place)

    def open(self) -> sqlite3.Connection:
        """Open it for SQLAlchemy, which begins and ends transactions itself."""
        name = f"file:{quote(str(self.path.absolute()))}?mode={self._mode()}"
        connection = sqlite3.connect(name, timeout=self.patience, isolation_level=None, check_same_thread=False, uri=True)
        connection.execute("PRAGMA foreign_keys = ON")
        # What is reported as added survives a loss of power too.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA mmap_size = 1073741824")
        if self.known is None:
            self.known = self._found()
        return connection

    def check(self, _: Connection) -> None:
        """Raise :class:`ArchiveError` where it was moved, deleted or replaced: what is written to it then is lost to all others."""
        found = self._found()
        if found != self.known:
            problem = f"was {'replaced by another file' if found else 'moved or deleted'} while it was open"
            raise ArchiveError(self.place, problem, "Put it back, or start sayso again.")

    def _mode(self) -> str:
        if not self.read_only:
            # Once it is known, no other is made where it was.
            return "rwc" if self.create and self.known is None else "rw"
        path = self.path.resolve()
        log, index = (path.with_name(f"{path.name}-{ending}") for ending in ("wal", "shm"))
        if os.access(path.parent, os.W_OK):
            return "ro"
        if not (log.exists() and log.stat().st_size):
            # SQLite makes a log to read as well, unless it is told that nobody writes (https://sqlite.org/wal.html#readonly).
            return "ro&immutable=1"
        if not index.exists():
            problem = f"has changes in {log.name}, which cannot be read where nobody may write"
            raise ArchiveError(self.place, problem, "Copy both files to a folder where you may write.")
        return "ro"

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _sqlite(place: str, *, create: bool, patience: float) -> Engine:
    file = _File(place, patience, create)
    if file.path.is_dir():
        raise ArchiveError(place, "is a folder", "Name a file, such as news.db.")
    if not create and not file.path.exists():
        raise ArchiveError(place, "does not exist", "Make it with: sayso add INPUT…, or name another with --archive.")
    if file.path.exists() and not all(os.access(each, os.W_OK) for each in (file.path, file.path.resolve().parent)):
        file.read_only = True
        # Somebody else may write to it: each question opens it anew.
        engine = create_engine("sqlite://", creator=file.open, poolclass=NullPool, execution_options={_READ_ONLY: place})
    else:
        engine = create_engine("sqlite://", creator=file.open, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        file.check(connection)
        # A writer that began as a reader could not wait for another: SQLite would refuse it at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    event.listen(engine, "commit", file.check)
    return engine


def _unwritable(place: str) -> ArchiveError:
    return ArchiveError(place, "cannot be written", "Check who may write the file and its folder, or copy it to where you may.")


@cache
def _tell_read_only(place: str) -> None:
    logging.getLogger(__name__).warning("%s can only be read here: what would change it is refused.", place)


def _write_ahead(engine: Engine, patience: float) -> None:
    """Let readers go on while somebody writes. SQLite does not wait for the lock that this takes, so it is asked again."""
    until = time.monotonic() + patience
    while True:
        try:
            with engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                raw.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise DBAPIError("PRAGMA journal_mode", None, error) from error
            time.sleep(0.05)


def _postgresql(place: str, patience: float) -> Engine:
    try:
        url = make_url(place)
        if url.get_backend_name() != "postgresql":
            raise ArchiveError(hidden(place), "is no archive", "Name a file, or an address such as postgresql://user@host/name.")
        options = {"patience": patience}
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, execution_options=options)
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise ArchiveError(hidden(place), "is no address", "Write it as postgresql://user@host/name.") from None
    except ModuleNotFoundError:
        raise ArchiveError(hidden(place), "needs a driver", "Install it: pip install 'sayso[postgres]'") from None


def hidden(place: str) -> str:
    """Return what an archive is called: its path, or its address without the password, also where that is no good address."""
    if "://" not in place:
        return place
    return _PASSWORD.sub(lambda found: f"{found['option']}***" if found["option"] else f"{found['user']}:***@", place)


def _bring_up_to_date(engine: Engine, place: str, *, create: bool, patience: float) -> None:
    with engine.connect() as connection:
        # In this order: where another process makes the archive meanwhile, there is a revision once there are tables.
        empty = not inspect(connection).get_table_names()
        found = _revision(connection)
    if found == HEAD:
        return
    if found is None and not (empty and create):
        problem = "holds no archive yet" if empty else "is a database of something else"
        raise ArchiveError(place, problem, "Make one with: sayso add INPUT…, or name another with --archive.")
    if found is not None and found > HEAD:
        raise ArchiveError(place, "was made by a newer sayso", "Bring sayso up to date: pip install --upgrade sayso")
    if _READ_ONLY in engine.get_execution_options():
        problem = "was made by an older sayso, and cannot be brought up to date where nobody may write"
        raise ArchiveError(place, problem, "Copy it to a folder where you may.")
    if engine.dialect.name == "sqlite":
        _write_ahead(engine, patience)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with writing(engine) as connection:
        # Another process may have been quicker: then there is nothing left to do.
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        connection.execute(meaning.delete())
        connection.execute(meaning.insert(), [{"name": name, "meaning": said} for name, said in meanings().items()])


def _revision(connection: Connection) -> str | None:
    tables = inspect(connection)
    # Other programs keep their revisions by this name too.
    if not (tables.has_table("alembic_version") and tables.has_table("meaning")):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None
