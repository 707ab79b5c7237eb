"""Ray does the same task, and what is known to go wrong with it does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sayso.errors import InputError
from sayso.run.cluster import MEMORY, _room, by_ray
from sayso.run.plan import plan, prepare
from tests.archive.commands import command, sayso, surroundings
from tests.run.runs import lines, news, parts, ran


def test_where_ray_is_absent_the_run_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    done = sayso("run", lines(tmp_path / "a.jsonl", 1), "--to", tmp_path / "out", "--engine", "ray")
    assert done.returncode == 1
    assert b"needs Ray. Install it: pip install 'sayso[ray]'" in done.stderr


def test_an_address_is_for_ray_alone(tmp_path: Path) -> None:
    done = sayso("run", lines(tmp_path / "a.jsonl", 1), "--to", tmp_path / "out", "--address", "auto")
    assert done.returncode == 2


def test_there_are_no_more_actors_than_fit_into_cores_and_memory() -> None:
    assert _room({"CPU": 8.0, "memory": 3.5 * MEMORY}, "Ray") == 3
    assert _room({"CPU": 2.0, "memory": 99.0 * MEMORY}, "Ray") == 2


@pytest.mark.parametrize("free", [{}, {"CPU": 0.5, "memory": 9.0 * MEMORY}, {"CPU": 4.0, "memory": 0.5 * MEMORY}])
def test_a_cluster_without_room_is_an_error_and_not_a_wait_for_ever(free: dict[str, float]) -> None:
    with pytest.raises(InputError, match="has no room for a reader"):
        _room(free, "Ray")


def test_nothing_to_do_starts_no_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert list(by_ray((), None, lambda _: None)) == []


def below(pid: int) -> set[int]:
    """The processes that a process has started, and those that these have."""
    found: set[int] = set()
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = {int(each) for task in tasks for each in (task / "children").read_text().split()}
    except OSError:
        return found
    for each in children:
        found |= {each} | below(each)
    return found


def alive(pids: set[int]) -> set[int]:
    """Those of them that run: one that is dead and not yet buried does not."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            found.add(pid)
    return found


@pytest.mark.slow
def test_ray_makes_the_same_parts_and_leaves_nothing_behind(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'sayso[ray]'")
    folder = news(tmp_path / "news")
    ran(tmp_path / "one", folder)
    before = below(os.getpid())
    planned = plan([str(folder)], str(tmp_path / "out"))
    prepare(planned.to)
    told: list[int] = []
    found = list(by_ray(planned.tasks, None, lambda step: told.append(step.stories)))
    assert [record.problem for record in found] == [None] * 4
    assert parts(tmp_path / "out") == parts(tmp_path / "one")
    assert sum(told) == 11
    until = time.monotonic() + 20
    while alive(below(os.getpid()) - before) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(below(os.getpid()) - before)


HOLDS = (b"raylet/raylet", b"gcs_server", b"ray::MapWorker")
"""What a Ray is known by that was left behind: its servers, and its actors."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_driver_that_is_ended_takes_all_of_ray_with_it(end: signal.Signals, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'sayso[ray]'")
    stories = lines(tmp_path / "a.jsonl", *range(2000))
    call = command("run", stories, "--to", tmp_path / "out", "--engine", "ray")
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings())
    started: dict[int, bytes] = {}
    until = time.monotonic() + 120
    while not list(tmp_path.glob("out/.part-*.new")) and process.poll() is None and time.monotonic() < until:
        for pid in below(process.pid):
            with suppress(OSError):
                started[pid] = Path(f"/proc/{pid}/cmdline").read_bytes()
        time.sleep(0.05)
    # Killed outright, the driver leaves small agents that find out within minutes; what holds cores and memory goes at once.
    held = {pid for pid, name in started.items() if end == signal.SIGTERM or any(each in name for each in HOLDS)}
    assert len(alive(held)) > 2
    process.send_signal(end)
    process.wait(timeout=60)
    until = time.monotonic() + 60
    while alive(held) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(held)
    assert parts(tmp_path / "out") == {}
