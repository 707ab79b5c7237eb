import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, create_engine, inspect, text

from sayso.archive import Archive, database, schema
from sayso.archive.database import connect, hidden, writing
from sayso.errors import ArchiveError
from tests.archive.commands import command, objects, sayso, surroundings
from tests.archive.disks import read_only, small_disk
from tests.archive.stories import MARKET, PIER, Told, lines, put, story

OLD = Path(__file__).parent / "old" / "0001.db"
TINY = [{"text": f'The boat {number} leaks, the master said. "It will sink," said Mara Lind.'} for number in range(60)]


def test_an_archive_of_the_first_sayso_opens_with_all_its_stories(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD, tmp_path / "old.db"))
    with Archive(path) as archive:
        assert [each.id for each in archive.stories()] == ["pier", "market", "note"]
        assert archive.story(1, version=1).text == PIER
        assert [row["outlet"] for row in archive.search("timbers worn").to_pylist()] == ["The Tidings"]
        assert [row["speaker"] for row in archive.search("cafe").to_pylist()] == ["Zoë Amélie Brun"]
        assert archive.who("Ines Calder").num_rows > 0
        assert archive.changes().num_rows == 1
        assert archive.table("feed").num_rows == 0
        assert archive.add(lines(tmp_path / "a.jsonl", {"text": MARKET}))["outcome"].to_pylist() == ["same"]


def test_what_an_older_sayso_read_is_speech_and_sure(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD, tmp_path / "old.db"))
    engine = connect(path)
    with engine.connect() as connection:
        rows = connection.execute(text('SELECT act, speaker_kind, confidence, unsure FROM "statement"')).all()
        assert {tuple(row) for row in rows} == {("speech", None, None, 0)}
        stand: int = connection.execute(text("SELECT count(*) FROM statement WHERE current")).scalar_one()
        said = connection.execute(text("SELECT count(*), count(confidence), min(act) FROM said")).one()
        assert tuple(said) == (stand, 0, "speech")
        assert connection.execute(text("SELECT sum(statements) FROM quoted")).scalar_one() > 0
    engine.dispose()


def test_what_an_older_sayso_kept_is_found_in_plain_letters(place: str) -> None:
    engine = older(place, "0006")
    with engine.begin() as connection:
        for name in ("story", "version", "statement"):
            held = Table(name, MetaData(), autoload_with=connection)
            least = {"int": 1, "bool": True, "str": "", "bytes": b""}
            needed = [each for each in held.columns if not each.nullable and each.server_default is None]
            row = {"id": 1} | {each.name: least[each.type.python_type.__name__] for each in needed}
            connection.execute(held.insert(), row | ({"content": "trains stop at Łódź"} if name == "statement" else {}))
        connection.execute(held.insert(), row | {"id": 2, "number": 2, "content": "the café is shut"})
    engine.dispose()
    with Archive(place) as archive:
        for words in ("Lodz", "Łódź", "train -cafe"):
            (row,) = archive.search(words).to_pylist()
            assert [row["content"][start:end] for start, end in row["matches"]] == ["trains" if "train" in words else "Łódź"]
        assert archive.search("café").num_rows == 1


def older(place: str, revision: str) -> Engine:
    """Make an archive of an older sayso."""
    engine = create_engine(place.replace("postgresql://", "postgresql+psycopg://") if "://" in place else f"sqlite:///{place}")
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, revision)
    return engine


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert ScriptDirectory(str(Path(database.__file__).parent / "migrations")).get_heads() == [database.HEAD]


def test_migrations_make_the_schema(place: str) -> None:
    engine = connect(place, create=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, schema.metadata)
        ops = [each for change in found for each in (change if isinstance(change, list) else [change])]
        # What they mean stands in the table meaning, and the index of words is the database's own.
        others = [each for each in ops if "comment" not in str(each[0]) and "statement_words" not in str(each)]
        assert [each for each in others if not (each[0] == "remove_column" and each[3].name == "words")] == []
    engine.dispose()


def test_the_archive_says_what_its_tables_views_and_columns_mean(place: str) -> None:
    engine = connect(place, create=True)
    with engine.connect() as connection:
        told = {str(row[0]): row[1] for row in connection.execute(text("SELECT name, meaning FROM meaning"))}
        found = inspect(connection)
        named = {*found.get_view_names(), *found.get_table_names()} - {"alembic_version"}
        # What SQLite's index of words is made of.
        named = {name for name in named if not name.startswith(("statement_words", "statement_text"))}
        assert set(told) >= named
        columns = {f"{table}.{column['name']}" for table in schema.metadata.tables for column in found.get_columns(table)}
        assert set(told) - named <= columns
        assert all(told.values())
    engine.dispose()


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_text("Once upon a time. " * 999), "is no sayso archive"),
        (
            lambda path: sqlite3.connect(path).execute("CREATE TABLE cat (name)").connection.close(),
            "is a database of something else",
        ),
        (lambda path: _alembic(path, "dbe32", "cat"), "is a database of something else"),
        (lambda path: _alembic(path, "9999", "meaning"), "was made by a newer sayso"),
    ],
)
def test_what_is_no_archive_of_ours_is_told_from_one(tmp_path: Path, make: object, problem: str) -> None:
    path = tmp_path / "news.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    for arguments in (["add", lines(tmp_path / "a.jsonl", *TINY[:1])], ["search", "boat"]):
        done = sayso(*arguments, "--archive", path)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.decode().startswith(f"sayso: {path}: {problem}")
        assert done.stderr.count(b"\n") == 1
    assert before is None or path.read_bytes() == before


def _alembic(path: Path, revision: str | None, table: str) -> None:
    with sqlite3.connect(path) as connection:
        if revision:
            connection.execute("CREATE TABLE alembic_version (version_num)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", [revision])
        connection.execute(f"CREATE TABLE {table} (name)")
    connection.close()


def test_an_archive_that_is_not_there_is_not_made_by_a_question(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    for arguments in (["search", "boat"], ["who", "Lind"], ["changes"], ["export"]):
        done = sayso(*arguments, "--archive", path)
        assert done.returncode == 1
        assert done.stderr.startswith(f"sayso: {path}: does not exist. Make it with: sayso add".encode())
    assert not path.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "no" / "news.db"
    done = sayso("add", lines(tmp_path / "a.jsonl", *TINY[:1]), "--archive", path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"sayso: {path}: cannot be opened. Check that its folder exists".encode())


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("postgresql://u:secret@127.0.0.1:1/news", "cannot be reached"),
        ("postgresql://u:secret@nowhere.invalid/news", "cannot be reached"),
        ("postgresql://127.0.0.1:1/news?user=u&password=secret&connect_timeout=5", "cannot be reached"),
        ("postgresql://u:secret@127.0.0.1:port/news", "is no address"),
        ("postgresql://u:s/ecret@[::1/news", "is no address|cannot be reached"),
        ("postgres://u:secret@127.0.0.1/news", "is no archive"),
        ("mysql://u:secret@127.0.0.1/news", "is no archive"),
        ("https://u:secret@127.0.0.1/news", "is no archive"),
        ("postgresql://u:se@cret@127.0.0.1:1/news", "cannot be reached"),
        ("://secret", "is no address"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(address: str, problem: str) -> None:
    with pytest.raises(ArchiveError, match=problem) as raised:
        connect(address)
    if "@" in address or "password" in address:
        assert "ecret" not in str(raised.value)
    assert raised.value.remedy


def test_an_address_is_shown_without_its_password() -> None:
    assert hidden("postgresql://ann:pw@host/news") == "postgresql://ann:***@host/news"
    assert hidden("postgresql://ann@host/news") == "postgresql://ann@host/news"
    assert hidden("postgresql://host/news?sslpassword=pw&user=ann") == "postgresql://host/news?sslpassword=***&user=ann"
    assert hidden("a:b@c.db") == "a:b@c.db"


@pytest.mark.slow
def test_without_its_driver_postgresql_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ModuleNotFoundError(\"No module named 'psycopg'\", name='psycopg')")
    around = surroundings()
    around["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{around['PYTHONPATH']}"
    call = command("search", "boat", "--archive", "postgresql://u:secret@127.0.0.1/news")
    done = subprocess.run(call, capture_output=True, env=around, timeout=60)
    assert done.returncode == 1
    assert done.stderr == (b"sayso: postgresql://u:***@127.0.0.1/news: needs a driver. Install it: pip install 'sayso[postgres]'\n")


def test_a_database_of_postgresql_that_is_none_of_ours_is_told(postgresql: str) -> None:
    with pytest.raises(ArchiveError, match="holds no archive yet"):
        connect(postgresql)
    with pytest.raises(ArchiveError, match="cannot be reached"):
        connect(postgresql.replace("/postgres?", "/missing?"))


@pytest.mark.slow
def test_two_at_once_add_each_story_once(place: str, tmp_path: Path) -> None:
    path = lines(tmp_path / "many.jsonl", *TINY)
    call = command("add", "--jsonl", "--jobs", "1", "--archive", place, path)
    both = [subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    told = [each["outcome"] for out, _ in said for each in objects(out)]
    assert (told.count("new"), told.count("same")) == (60, 60)
    with Archive(place) as archive:
        assert len(list(archive.stories())) == 60
        assert archive.table("document").num_rows == 60


def test_what_another_keeps_locked_is_waited_for_and_then_told(place: str, tmp_path: Path) -> None:
    put(place, story("before", Told("it is one")))
    path = lines(tmp_path / "a.jsonl", *TINY[:3])
    engine = connect(place)
    with writing(engine):
        with Archive(place, patience=0.2) as archive, pytest.raises(ArchiveError, match="is locked by another program"):
            archive.add(path)
        with Archive(place, patience=0.2) as archive:
            assert archive.search("one").num_rows == 1
    engine.dispose()
    with Archive(place, patience=0.2) as archive:
        assert archive.add(path)["outcome"].to_pylist() == ["new"] * 3
        assert archive.search("one").num_rows == 1


def test_what_another_is_done_with_in_time_is_waited_for(place: str, tmp_path: Path) -> None:
    put(place, story("before", Told("it is one")))
    engine = connect(place)
    with writing(engine) as held:
        threading.Timer(0.5, held.rollback).start()
        with Archive(place, patience=60) as archive:
            assert archive.add(lines(tmp_path / "a.jsonl", *TINY[:3]))["outcome"].to_pylist() == ["new"] * 3
    engine.dispose()


@pytest.mark.slow
def test_a_full_disk_is_told_and_it_goes_on_once_there_is_room(tmp_path: Path) -> None:
    path = lines(tmp_path / "many.jsonl", *({**each, "text": each["text"] * 20} for each in TINY))
    with small_disk(tmp_path / "disk", "1m") as disk:
        archive = disk / "news.db"
        done = sayso("add", "--jsonl", "--jobs", "1", "--archive", archive, path)
        assert done.returncode == 1
        assert done.stderr.decode().splitlines() == [
            f"sayso: {archive}: cannot grow: the disk is full. Make room and run this again: what was reported as done is kept, "
            "and it goes on from there."
        ]
        reported = {each["story"] for each in objects(done.stdout)}
        with Archive(archive) as opened:
            assert set(opened.table("story")["id"].to_pylist()) >= reported
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        again = sayso("add", "--jsonl", "--jobs", "1", "--archive", archive, path)
        assert again.returncode == 0
        with Archive(archive) as opened:
            assert len({each.text for each in opened.stories()}) == 60


@pytest.mark.slow
def test_a_database_that_may_not_grow_is_told(tmp_path: Path) -> None:
    """As a full disk is, where none can be made."""
    path = tmp_path / "news.db"
    put(str(path), story("before", Told("it is one")))
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "sys.argv = ['sayso', *sys.argv[1:]]\n"
        "from sayso.cli import main\n"
        "main()\n"
    )
    stories = lines(tmp_path / "many.jsonl", *({**each, "text": each["text"] * 10} for each in TINY))
    call = [sys.executable, "-c", script, "add", "--jobs", "1", "--archive", str(path), str(stories)]
    done = subprocess.run(call, capture_output=True, env=surroundings(), timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(f"sayso: {path}: cannot ".encode())
    assert b"Traceback" not in done.stderr
    with Archive(path) as opened:
        assert opened.search("one").num_rows == 1


ASKED = (["search", "one"], ["who", "Ada Brill"], ["audit"], ["changes"], ["export"])


def shut(tmp_path: Path) -> Path:
    """An archive in a folder of its own, with one story."""
    (tmp_path / "shut").mkdir()
    path = tmp_path / "shut" / "news.db"
    put(str(path), story("before", Told("it is one", "Ada Brill")))
    gc.collect()
    assert [each.name for each in path.parent.iterdir()] == ["news.db"]
    return path


def test_an_archive_where_nobody_may_write_is_asked_as_any_other_and_says_so_once(tmp_path: Path) -> None:
    path = shut(tmp_path)
    before = [sayso(*asked, "--archive", path) for asked in ASKED]
    with read_only(path.parent):
        for asked, writable in zip(ASKED, before, strict=True):
            database._tell_read_only.cache_clear()
            done = sayso(*asked, "--archive", path)
            told = f"sayso: {path} can only be read here: what would change it is refused.\n".encode()
            assert (done.returncode, done.stdout, done.stderr) == (0, writable.stdout, told + writable.stderr), asked


def test_what_would_change_an_archive_where_nobody_may_write_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = shut(tmp_path)
    (tmp_path / "people.csv").write_text("name,role\nAda Brill,master\n", encoding="utf-8")
    with read_only(path.parent):
        for place in (path, path.with_name("new.db")):
            done = sayso("add", lines(tmp_path / "a.jsonl", *TINY[:1]), "--archive", place)
            assert done.returncode == 1
            assert done.stderr.decode().startswith(f"sayso: {place}: cannot be ")
            assert done.stderr.count(b"\n") == 1
        with Archive(path) as archive:
            for change in (
                lambda: archive.describe(tmp_path / "people.csv"),
                lambda: archive.merge(1, 2, "why"),
                lambda: archive.unmerge(1),
                lambda: archive.part(1, 1),
                lambda: archive.add("no file at all"),
            ):
                with pytest.raises(ArchiveError, match=r"news\.db: cannot be written\. Check who may write"):
                    change()
            assert archive.search("one").num_rows == 1


def test_an_older_archive_where_nobody_may_write_is_told(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    path = Path(shutil.copy(OLD, tmp_path / "shut" / "old.db"))
    with read_only(path.parent), pytest.raises(ArchiveError, match="was made by an older sayso, and cannot be brought up to date"):
        Archive(path).outlets()


def test_what_was_being_written_is_read_with_its_log_and_told_without(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    path = tmp_path / "shut" / "news.db"
    with Archive(tmp_path / "news.db") as archive:
        archive.add(lines(tmp_path / "a.jsonl", {"text": PIER}))
        for each in tmp_path.glob("news.db*"):
            shutil.copy(each, path.parent)
    assert path.with_name("news.db-wal").stat().st_size
    with read_only(path.parent), Archive(path) as archive:
        assert len(list(archive.stories())) == 1
    path.with_name("news.db-shm").unlink()
    with read_only(path.parent), pytest.raises(ArchiveError, match=r"has changes in news\.db-wal, .* Copy both files"):
        Archive(path).outlets()


def test_what_others_write_to_an_archive_that_one_may_only_read_is_there_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shut(tmp_path)
    with Archive(path) as writer, monkeypatch.context() as patch:
        # As one to whom the folder is closed; others may write.
        patch.setattr(os, "access", lambda *_: False)
        reader = Archive(path)
        assert reader.table("version").num_rows == 1
        patch.undo()
        for number, each in enumerate(TINY[:3], 2):
            writer.add(lines(tmp_path / "a.jsonl", each))
            patch.setattr(os, "access", lambda *_: False)
            assert reader.table("version").num_rows == number
            patch.undo()
        writer.close()
        patch.setattr(os, "access", lambda *_: False)
        assert reader.table("version").num_rows == 4


@pytest.mark.parametrize("how", ["moved", "deleted", "replaced"])
def test_an_archive_that_goes_away_while_it_is_open_is_told_and_nothing_is_made_in_its_place(tmp_path: Path, how: str) -> None:
    path = shut(tmp_path)
    other = Path(shutil.copy(path, tmp_path / "other.db"))
    with Archive(path) as archive:
        assert archive.search("one").num_rows == 1
        if how == "moved":
            path.rename(tmp_path / "away.db")
        elif how == "deleted":
            path.unlink()
        else:
            other.rename(path)
        told = "was replaced by another file while" if how == "replaced" else "was moved or deleted while"
        for ask in (
            lambda: archive.search("one"),
            archive.outlets,
            archive.audit,
            lambda: archive.add(lines(tmp_path / "a.jsonl", *TINY[:1])),
            lambda: archive.merge(1, 2, "why"),
        ):
            with pytest.raises(ArchiveError, match=told):
                ask()
        assert path.exists() == (how == "replaced")


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_what_is_stored_in_an_archive_that_goes_away_meanwhile_is_not_reported_as_stored(tmp_path: Path, how: str) -> None:
    path = shut(tmp_path)
    engine = connect(path)

    def change() -> None:
        with writing(engine) as connection:
            connection.execute(text("UPDATE story SET url = 'https://news.example/'"))
            path.rename(tmp_path / "away.db") if how == "moved" else path.unlink()

    with pytest.raises(ArchiveError, match="was moved or deleted while it was open"):
        change()
    if how == "moved":
        (tmp_path / "away.db").rename(path)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM story WHERE url IS NOT NULL")).scalar_one() == 0
    engine.dispose()
