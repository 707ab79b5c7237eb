"""What is left where ``sayso add`` is killed, stopped, or its workers die."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from sayso.archive import Archive
from tests.archive.claims import anew, claims
from tests.archive.commands import command, objects, sayso, surroundings
from tests.archive.stories import lines

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")]

MANY = 2000
KILLS = 50


def text_of(number: int) -> str:
    return f'The boat {number} leaks, the master said. "It will sink," said Mara Lind of Port {number}.'


def file_of(folder: Path, count: int = MANY) -> Path:
    return lines(folder / "many.jsonl", *({"text": text_of(number)} for number in range(count)))


def started(archive: Path, stories: Path, out: IO[bytes] | int, jobs: int = 2) -> subprocess.Popen[bytes]:
    """Start adding, in a group of its own: all that it starts is in there too."""
    call = command("add", "--jsonl", "--jobs", str(jobs), "--archive", archive, stories)
    return subprocess.Popen(call, stdout=out, stderr=subprocess.PIPE, env=surroundings(), start_new_session=True)


def alive(group: int) -> list[int]:
    """The processes of a group that run: those that are dead and not yet buried do not count."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = stat.read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def ended(group: int) -> bool:
    """Whether no process of a group runs any more, ten seconds from now at the latest: the last ones end behind the first."""
    until = time.monotonic() + 10
    while alive(group) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(group)


def stored(archive: Path) -> set[int]:
    """The stories that the archive holds, by their numbers in the file; each is whole, and nothing is there by half."""
    if not archive.exists():
        return set()
    with sqlite3.connect(archive) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'story'").fetchall():
            return set()
        halves = """
            SELECT story.id FROM story
            LEFT JOIN version ON version.story_id = story.id
            LEFT JOIN document ON document.version_id = version.id
            GROUP BY story.id
            HAVING count(DISTINCT version.id) <> 1 OR count(document.digest) <> 1
                OR max(version.statements) <> (SELECT count(*) FROM statement WHERE statement.story_id = story.id)
        """
        assert connection.execute(halves).fetchall() == []
        assert connection.execute("INSERT INTO statement_words(statement_words) VALUES ('integrity-check')").fetchall() == []
        connection.rollback()
        names = [name for (name,) in connection.execute("SELECT name FROM version")]
    connection.close()
    assert len(names) == len(set(names))
    return {int(name.removeprefix("s")) for name in names}


def test_fifty_kills_lose_nothing_that_was_reported_and_leave_nothing_half(tmp_path: Path) -> None:
    archive, stories, out = tmp_path / "news.db", file_of(tmp_path), tmp_path / "out"
    chance = random.Random(4)
    before: set[int] = set()
    for kill in range(KILLS):
        with out.open("wb") as file:
            process = started(archive, stories, file)
            if kill % 2:
                time.sleep(chance.uniform(0, 1.2))
            else:
                until = time.monotonic() + 60
                while b'"new"' not in out.read_bytes() and time.monotonic() < until:
                    time.sleep(0.01)
                time.sleep(chance.uniform(0, 0.2))
            process.kill()
            process.communicate()
        until = time.monotonic() + 20
        while alive(process.pid) and time.monotonic() < until:
            time.sleep(0.01)
        assert alive(process.pid) == []
        told = objects(out.read_bytes())
        assert {each["outcome"] for each in told} <= {"new", "same"}
        reported = {int(each["name"].rpartition(":")[2]) - 1 for each in told}
        now = stored(archive)
        # What was stored just before the kill may not have been reported any more; that is all.
        assert before | reported <= now
        before = now
    assert 0 < len(before) < MANY
    done = sayso("add", "--jsonl", "--jobs", "2", "--archive", archive, stories)
    assert done.returncode == 0
    assert [each["outcome"] for each in objects(done.stdout)].count("same") == len(before)
    assert stored(archive) == set(range(MANY))
    with Archive(archive) as opened:
        assert sorted(story.text for story in opened.stories()) == sorted(map(text_of, range(MANY)))


THINGS = (
    "anchor",
    "barrel",
    "canvas",
    "chapel",
    "cistern",
    "derrick",
    "granary",
    "lantern",
    "ledger",
    "pulley",
    "quarry",
    "sluice",
)
OUTLETS = ("Tidings", "Courier", "Gazette")
SAYINGS, STOPS = 60, 8


def told_by_three(folder: Path) -> Path:
    """A file of stories in which each of SAYINGS sayings stands in three outlets, the second time shortened."""
    chance = random.Random(4)
    told = []
    for number in range(SAYINGS):
        one, two, three = chance.sample(THINGS, 3)
        whole = f"The {one} by the {two} will be sold, and the {three} of Port {number} goes with it"
        for outlet, words in zip(OUTLETS, (whole, whole.partition(",")[0], whole), strict=True):
            text = f'The harbour board met in Port {number} for {outlet}.\n\n"{words}," Mara Lind said on Friday.'
            told.append({"text": text, "outlet": outlet, "published": "2024-05-03"})
    chance.shuffle(told)
    return lines(folder / "told.jsonl", *told)


def test_kills_while_stories_are_linked_lose_nothing_and_link_nothing_twice(tmp_path: Path) -> None:
    archive, whole, out, stories = tmp_path / "news.db", tmp_path / "whole.db", tmp_path / "out", told_by_three(tmp_path)
    chance = random.Random(5)
    for _ in range(STOPS):
        with out.open("wb") as file:
            process = started(archive, stories, file)
            until = time.monotonic() + 60
            while b'"new"' not in out.read_bytes() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            process.communicate()
        assert ended(process.pid)
        stored(archive)
        with sqlite3.connect(archive) as connection:
            # A story is linked in the transaction that stores it.
            assert connection.execute("SELECT count(*) FROM version WHERE current AND NOT traced").fetchall() == [(0,)]
        connection.close()
    for place in (archive, whole):
        assert sayso("add", "--jobs", "2", "--archive", place, stories).returncode == 0
    found = claims(str(whole))
    assert max(len(mentions) for mentions, _, _ in found) >= len(OUTLETS)
    assert claims(str(archive)) == found
    anew(str(archive))
    assert claims(str(archive)) == found


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_it_with_130_and_a_word_and_it_goes_on_from_there(tmp_path: Path, jobs: int) -> None:
    archive, stories, out = tmp_path / "news.db", file_of(tmp_path, 4000), tmp_path / "out"
    with out.open("wb") as file:
        process = started(archive, stories, file, jobs)
        until = time.monotonic() + 60
        while not out.stat().st_size and time.monotonic() < until:
            time.sleep(0.01)
        # A terminal sends it to all of them.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert ended(process.pid)
    assert said == b"sayso: stopped. What was reported is in the archive. Run it again to go on.\n"
    reported = {int(each["name"].rpartition(":")[2]) - 1 for each in objects(out.read_bytes())}
    assert 0 < len(reported) < 4000
    assert reported <= stored(archive)


@pytest.mark.parametrize("moment", [0.0, 0.2, 0.4, 0.8])
def test_ctrl_c_while_the_processes_start_is_as_quiet(tmp_path: Path, moment: float) -> None:
    archive = tmp_path / "news.db"
    with subprocess.Popen(
        command("add", "--jobs", "2", "--archive", archive, file_of(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
        start_new_session=True,
    ) as process:
        until = time.monotonic() + 60
        while not archive.exists() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert ended(process.pid)


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that read."""
    found = []
    for each in alive(process.pid):
        try:
            if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes():
                found.append(each)
        except OSError:
            continue
    return found


def test_a_reading_process_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    archive, stories, out = tmp_path / "news.db", file_of(tmp_path, 600), tmp_path / "out"
    with out.open("wb") as file:
        process = started(archive, stories, file)
        for _ in range(2):
            size, until = out.stat().st_size, time.monotonic() + 60
            while out.stat().st_size == size and process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            for each in workers(process)[:1]:
                os.kill(each, signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    told = objects(out.read_bytes())
    failed = [each for each in told if each["outcome"] == "failed"]
    # A killed reader reads again what it had; only a second kill in that very moment makes it the document's failure.
    assert len(told) == 600
    assert len(failed) <= 1, said
    assert len(stored(archive)) == 600 - len(failed)


def test_what_kills_its_reader_fails_alone(tmp_path: Path) -> None:
    """A document that needs more memory than a process may have: here one that sends the process a signal by being read."""
    script = tmp_path / "adding.py"
    script.write_text(
        "import os, signal, sys\n"
        "from sayso.archive import Archive, intake\n"
        "story_of = intake.story_of\n"
        "def deadly(document):\n"
        "    if b'boat 7 ' in document.data:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    if b'boat 9 ' in document.data:\n"
        "        raise RecursionError('too deep')\n"
        "    return story_of(document)\n"
        "intake.story_of = deadly\n"
        "if __name__ == '__main__':\n"
        "    with Archive(sys.argv[1]) as archive:\n"
        "        for done in archive.adding([sys.argv[2]], jobs=2):\n"
        "            print(done.name.rpartition(':')[2], done.outcome, done.problem)\n"
    )
    stories = file_of(tmp_path, 30)
    call = [sys.executable, str(script), str(tmp_path / "news.db"), str(stories)]
    done = subprocess.run(call, capture_output=True, env=surroundings(), timeout=120)
    assert done.returncode == 0, done.stderr
    told = [line.split(" ", 2) for line in done.stdout.decode().splitlines()]
    assert [int(number) for number, *_ in told] == list(range(1, 31))
    assert [(number, problem) for number, outcome, problem in told if outcome == "failed"] == [
        ("8", "ended the process that read it"),
        ("10", "cannot be read (RecursionError: too deep)"),
    ]
    assert len(stored(tmp_path / "news.db")) == 28
