"""What is served runs in several processes at one address, and none of them outlives the first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from subprocess import PIPE
from urllib.parse import urlsplit

import httpx
import pytest

from sayso.errors import InputError
from sayso.web.server import free, listening
from tests.archive.commands import command, surroundings
from tests.cli.test_serve import base, serving


def processes(group: int) -> list[int]:
    """The processes whose parent or grandparent is this one."""
    found = [group]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, parent = int(stat.parent.name), int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent in found:
            found.append(number)
    return found[1:]


def test_answers_do_not_wait_for_the_visitor_to_confirm_their_heads() -> None:
    port = free("127.0.0.1", 0)
    with listening("127.0.0.1", port) as one, socket.create_connection(("127.0.0.1", port)):
        accepted, _ = one.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_several_listen_at_one_port_and_each_gets_visitors() -> None:
    port = free("127.0.0.1", 0)
    with listening("127.0.0.1", port) as one, listening("127.0.0.1", port) as other:
        one.settimeout(0.01)
        other.settimeout(0.01)
        visitors = [socket.create_connection(("127.0.0.1", port)) for _ in range(64)]
        counts = []
        for each in (one, other):
            counts.append(0)
            while True:
                try:
                    each.accept()[0].close()
                except TimeoutError:
                    break
                counts[-1] += 1
        for visitor in visitors:
            visitor.close()
    assert sum(counts) == 64
    assert min(counts) > 0


def test_a_port_where_another_sayso_listens_is_taken() -> None:
    port = free("127.0.0.1", 0)
    with listening("127.0.0.1", port), pytest.raises(InputError, match="cannot be listened at"):
        free("127.0.0.1", port)


def test_all_processes_answer_and_end_with_the_first(tmp_path: Path) -> None:
    if not Path("/proc").exists():
        pytest.skip("no /proc to look for processes in")
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with serving("--archive", tmp_path / "none.db", "--jobs", "3") as (process, address):
            until = time.monotonic() + 60
            others = processes(process.pid)
            while time.monotonic() < until and sum(b"spawn_main" in command_of(each) for each in others) < 2:
                others = processes(process.pid)
                time.sleep(0.05)
            assert httpx.get(base(address), trust_env=False).status_code == 200
            os.kill(process.pid, how)
            process.wait(30)
            while time.monotonic() < until and any(map(running, others)):
                time.sleep(0.05)
            assert [each for each in others if running(each)] == [], how
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=1).close()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no terminal's Ctrl-C here")
@pytest.mark.parametrize("after", [0.0, 0.5, 2.0])
def test_ctrl_c_of_a_terminal_reaches_all_processes_and_ends_them_quietly_however_early(tmp_path: Path, after: float) -> None:
    call = command("serve", "--port", "0", "--jobs", "3", "--archive", tmp_path / "none.db")
    around = surroundings(PYTHONUNBUFFERED="1")
    with subprocess.Popen(call, stdout=PIPE, stderr=PIPE, text=True, env=around, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert [line for line in said.splitlines() if not line.startswith("sayso: ")] == []


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
