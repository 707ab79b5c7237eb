"""``sayso run`` as a user gives it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.archive.commands import command, objects, sayso, surroundings
from tests.archive.test_kills import alive, ended
from tests.run.runs import lines, news, parts, rows, text_of


def test_a_folder_becomes_parts_and_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    first = sayso("run", folder, "--to", tmp_path / "out", "--jobs", "1", "--jsonl")
    assert first.returncode == 0, first.stderr
    assert sorted(each["stories"] for each in objects(first.stdout)) == [2, 3, 3, 3]
    assert b"shards: 4 read. 11 stories, " in first.stderr
    before = parts(tmp_path / "out")
    again = sayso("run", folder, "--to", tmp_path / "out", "--jsonl")
    assert (again.returncode, again.stdout) == (0, b"")
    assert b"shards: 4 as they were." in again.stderr
    assert parts(tmp_path / "out") == before


def test_what_fails_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", 1, 2)
    path.write_text(path.read_text() + "{}\n")
    done = sayso("run", path, "--to", tmp_path / "out", "--jobs", "1")
    assert done.returncode == 1
    assert f"{path}:3: is no story".encode() in done.stderr
    assert b"2 stories, 4 statements, 32 words, 1 failed" in done.stderr


def test_a_dry_run_says_how_much_there_is_and_leaves_nothing(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    done = sayso("run", folder, "--to", tmp_path / "out", "--dry-run", "--jobs", "2")
    told = done.stdout.decode()
    assert done.returncode == 0
    assert told.startswith("4 shards to read, 0.0 MB; 0 done already.\nAbout ")
    assert "with 2 processes, judging by " in told
    assert not (tmp_path / "out").exists()
    sayso("run", folder, "--to", tmp_path / "out", "--jobs", "1")
    assert sayso("run", folder, "--to", tmp_path / "out", "--dry-run").stdout == b"0 shards to read, 0.0 MB; 4 done already.\n"


def test_a_folder_that_is_not_named_and_an_input_that_is_not_there_say_so(tmp_path: Path) -> None:
    assert sayso("run", tmp_path).returncode == 2
    done = sayso("run", tmp_path / "nowhere", "--to", tmp_path / "out")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


MANY, SHARDS = 40, 6


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A folder with shards of many stories, and the parts that a run makes which nobody disturbs."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "news").mkdir()
    for shard in range(SHARDS):
        lines(folder / "news" / f"{shard}.jsonl", *range(MANY * shard, MANY * (shard + 1)))
    sayso("run", folder / "news", "--to", folder / "out", "--jobs", "1")
    return folder / "news", parts(folder / "out")


def started(stories: Path, to: Path) -> subprocess.Popen[bytes]:
    call = command("run", stories, "--to", to, "--jobs", "2")
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(), start_new_session=True)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(many: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    stories, whole = many
    process = started(stories, tmp_path / "out")
    until = time.monotonic() + 60
    while not parts(tmp_path / "out") and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert f"stopped. What is done stays in {tmp_path / 'out'}. Run it again to go on.".encode() in said
    assert ended(process.pid)
    done = parts(tmp_path / "out")
    assert 0 < len(done) < SHARDS
    assert done.items() <= whole.items()
    sayso("run", stories, "--to", tmp_path / "out", "--jobs", "1")
    assert parts(tmp_path / "out") == whole


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")
def test_kills_of_workers_and_of_the_run_leave_every_story_once(many: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    stories, whole = many
    chance = random.Random(7)
    for kill in range(int(os.environ.get("SAYSO_KILLS", "4"))):
        process = started(stories, tmp_path / "out")
        time.sleep(chance.uniform(0.5, 4.0))
        workers = [each for each in alive(process.pid) if each != process.pid]
        # By turns a worker, whose shard another takes up, and the run itself.
        target = chance.choice(workers) if kill % 2 and workers else process.pid
        os.kill(target, signal.SIGKILL)
        if target == process.pid:
            process.communicate(timeout=60)
            assert ended(process.pid)
        else:
            time.sleep(chance.uniform(0.0, 1.0))
            process.kill()
            process.communicate(timeout=60)
            assert ended(process.pid)
        # Whatever is there is whole.
        assert parts(tmp_path / "out").items() <= whole.items()
    assert sayso("run", stories, "--to", tmp_path / "out", "--jobs", "1").returncode == 0
    assert parts(tmp_path / "out") == whole
    assert not list((tmp_path / "out").rglob("*.new"))
    found = [row["story"] for row in rows(tmp_path / "out") if row["reading"]]
    assert sorted(found) == sorted(f"s{number}" for number in range(MANY * SHARDS))
    assert text_of(0) in rows(tmp_path / "out")[0]["reading"].replace('\\"', '"')
