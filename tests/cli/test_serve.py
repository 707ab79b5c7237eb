"""sayso serve as a user runs it: a process of its own, asked over the network, ended with Ctrl-C."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.archive.commands import command, sayso, surroundings
from tests.archive.disks import read_only
from tests.archive.stories import MARKET, PIER, lines

pytestmark = pytest.mark.slow


@contextmanager
def serving(*arguments: str | Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the address that it printed."""
    with subprocess.Popen(
        command("serve", "--port", "0", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**surroundings(), "PYTHONUNBUFFERED": "1", **environment},
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    place = tmp_path / "news.db"
    assert sayso("add", "--archive", place, lines(tmp_path / "pier.jsonl", {"text": PIER})).returncode == 0
    return place


def base(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def test_the_address_that_is_printed_opens_all_news_and_lets_in_who_opens_it(archive: Path) -> None:
    with serving("--archive", archive) as (_, address), httpx.Client(trust_env=False, follow_redirects=True) as visitor:
        found = visitor.get(address)
        assert found.status_code == 200
        assert "Pier to close for the winter" in found.text
        assert "token" not in str(found.url)
        assert "Join it in" in visitor.get(f"{base(address)}/audit").text


SHUT = {"text": "The quay is shut, Ada Brill said."}
SLOW = " ".join(f"The quay {number} is shut, said Ada Brill, who “knows {number} masters” of it." for number in range(2800))
"""A text that takes seconds, and is just not too long to be read."""


def token_of(address: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {address.rpartition('=')[2]}"}


def test_a_text_that_takes_too_long_is_an_error_and_no_page_waits_for_it(archive: Path) -> None:
    with (
        serving("--archive", archive, "--jobs", "1", "--deadline", "2") as (_, address),
        httpx.Client(base_url=base(address), trust_env=False, timeout=60) as visitor,
        ThreadPoolExecutor(1) as thread,
    ):
        visitor.post("/api/v1/read", json=SHUT).raise_for_status()
        slow = thread.submit(httpx.post, f"{base(address)}/api/v1/read", json={"text": SLOW}, trust_env=False, timeout=60)
        meanwhile = 0
        while not slow.done():
            assert visitor.get("/").status_code == visitor.get("/api/v1/stories").status_code == 200
            meanwhile += not slow.done()
        assert meanwhile > 2
        found = slow.result()
        assert (found.status_code, found.headers["content-type"]) == (503, "application/problem+json")
        told = "your text: took longer to read than the 2 seconds that a text has here. Cut it, or read it with: sayso read"
        assert found.json()["detail"] == told
        page = visitor.post("/read", data={"text": SLOW})
        assert page.status_code == 422
        assert told in page.text
        kept = visitor.post("/stories", data={"text": SLOW}, headers=token_of(address))
        assert kept.status_code == 503
        assert "took longer to read than the 2 seconds" in kept.text
        assert visitor.post("/api/v1/read", json=SHUT).json()["statements"]
    assert b"knows" not in sayso("search", "--json", "--archive", archive).stdout


def test_ctrl_c_ends_it_quietly_while_a_text_is_read(archive: Path) -> None:
    with serving("--archive", archive, "--jobs", "1") as (process, address), ThreadPoolExecutor(1) as thread:
        httpx.post(f"{base(address)}/api/v1/read", json=SHUT, trust_env=False, timeout=60).raise_for_status()
        thread.submit(httpx.post, f"{base(address)}/api/v1/read", json={"text": SLOW}, trust_env=False, timeout=60)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert (process.returncode, said) == (0, "sayso: Ctrl-C ends it.\n")


def failing(visitor: httpx.Client, address: str) -> set[str]:
    """What is said where every page and every change fails."""
    found = [visitor.get(path) for path in ("/api/v1/stories", "/api/v1/search?words=pier", "/api/v1/audit")]
    found.append(visitor.post("/api/v1/stories", json=SHUT, headers=token_of(address)))
    found.append(
        visitor.put(
            "/api/v1/people", content=b"name,role\nAda Brill,master\n", headers={"content-type": "text/csv", **token_of(address)}
        )
    )
    assert {each.status_code for each in found} == {503}
    for page in ("/", "/stories/1", "/speakers/1", "/search?words=pier", "/search", "/audit"):
        shown = visitor.get(page)
        assert shown.status_code == 503, page
        assert "Not just now" in shown.text
    return {each.json()["detail"] for each in found}


def test_an_archive_that_is_moved_replaced_or_deleted_is_told_and_nothing_is_lost_unsaid(archive: Path, tmp_path: Path) -> None:
    with (
        serving("--archive", archive, "--jobs", "1") as (process, address),
        httpx.Client(base_url=base(address), trust_env=False, timeout=60) as visitor,
    ):
        assert visitor.get("/audit").status_code == visitor.get("/stories/1").status_code == 200
        moved = {"the archive: was moved or deleted while it was open. Put it back, or start sayso again."}
        archive.rename(tmp_path / "away.db")
        assert failing(visitor, address) == moved
        assert not archive.exists()
        (tmp_path / "away.db").rename(archive)
        assert visitor.get("/").status_code == 200
        assert visitor.post("/api/v1/stories", json=SHUT, headers=token_of(address)).json()["outcome"] == "new"
        # Another takes its name.
        archive.rename(tmp_path / "away.db")
        (tmp_path / "other.db").write_bytes((tmp_path / "away.db").read_bytes())
        (tmp_path / "other.db").rename(archive)
        before = archive.read_bytes()
        assert failing(visitor, address) == {
            "the archive: was replaced by another file while it was open. Put it back, or start sayso again."
        }
        assert archive.read_bytes() == before
        (tmp_path / "away.db").rename(archive)
        assert visitor.get("/").status_code == 200
        archive.unlink()
        assert failing(visitor, address) == moved
        assert not archive.exists()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert f"sayso: POST failed: {archive}: was moved or deleted while it was open. Put it back" in said
        assert f"sayso: POST failed: {archive}: was replaced by another file" in said
        assert "Traceback" not in said
        assert process.returncode == 0


def test_an_archive_that_can_only_be_read_is_served_and_what_would_change_it_is_refused(archive: Path) -> None:
    with read_only(archive.parent), serving("--archive", archive, "--jobs", "2") as (process, address):
        with httpx.Client(base_url=base(address), trust_env=False, timeout=60) as visitor:
            for page in ("/", "/stories/1", "/speakers/1", "/search?words=pier", "/audit", "/api/v1/audit", "/api/v1/search"):
                assert visitor.get(page).status_code == 200, page
            visitor.post("/api/v1/read", json=SHUT).raise_for_status()
            refused = visitor.post("/api/v1/stories", json=SHUT, headers=token_of(address))
            assert refused.status_code == 503
            assert refused.json()["detail"].startswith("the archive: cannot be written. Check who may write the file")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert said.count("can only be read here") == 1
        assert f"POST failed: {archive}: cannot be written." in said
        assert process.returncode == 0


def test_ctrl_c_ends_it_quietly(archive: Path) -> None:
    with serving("--archive", archive) as (process, address):
        httpx.get(base(address), trust_env=False).raise_for_status()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert (process.returncode, said) == (0, "sayso: Ctrl-C ends it.\n")


def test_without_an_archive_reading_works(tmp_path: Path) -> None:
    with serving("--archive", tmp_path / "none.db") as (process, address):
        found = httpx.post(f"{base(address)}/read", data={"text": "The pier is shut, Ada Brill said."}, trust_env=False, timeout=60)
        assert found.status_code == 200
        assert "Ada Brill" in found.text
        assert not (tmp_path / "none.db").exists()
        process.send_signal(signal.SIGINT)
        assert "none.db: does not exist" in process.communicate(timeout=20)[1]


def test_a_token_of_ones_own_is_taken(archive: Path) -> None:
    token = "a-token-of-my-own-choice"
    with serving("--archive", archive, SAYSO_TOKEN=token) as (_, address):
        assert address.endswith(f"/?token={token}")
        asked = {"text": "The quay is shut, Ada Brill said."}
        for headers, status in (({}, 401), ({"Authorization": "Bearer wrong"}, 401), ({"Authorization": f"Bearer {token}"}, 200)):
            found = httpx.post(f"{base(address)}/api/v1/stories", json=asked, headers=headers, trust_env=False, timeout=60)
            assert found.status_code == status
    assert b"The quay is shut" in sayso("search", "quay", "--json", "--archive", archive).stdout


def test_a_short_token_is_refused(archive: Path) -> None:
    done = sayso("serve", "--archive", archive, "--port", "0", SAYSO_TOKEN="short")
    assert done.returncode == 1
    assert b"SAYSO_TOKEN: has 5 characters, and could be guessed" in done.stderr


def test_elsewhere_than_on_this_machine_everything_needs_the_token(archive: Path) -> None:
    with serving("--archive", archive, "--host", "0.0.0.0") as (_, address):
        port = urlsplit(address).port
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 401
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/stories", trust_env=False).status_code == 401
        with httpx.Client(trust_env=False, follow_redirects=True) as visitor:
            assert visitor.get(address.replace("0.0.0.0", "127.0.0.1")).status_code == 200


def guess(address: str, forwarded: str, token: str = "wrong") -> int:
    """Ask as somebody's proxy does, from this machine. What comes back?"""
    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": forwarded}
    return httpx.get(f"{base(address)}/api/v1/stories", headers=headers, trust_env=False).status_code


def test_behind_a_proxy_visitors_are_told_apart_by_what_it_forwards(archive: Path) -> None:
    with serving("--archive", archive, "--jobs", "1", "--behind-proxy", "127.0.0.1") as (_, address):
        token = address.rpartition("=")[2]
        # A proxy is reached by others: everybody needs the token, this machine too.
        assert httpx.get(f"{base(address)}/", trust_env=False).status_code == 401
        assert [guess(address, "203.0.113.7") for _ in range(12)] == [401] * 10 + [429] * 2
        assert guess(address, "198.51.100.2") == 401
        # What a visitor himself says he was forwarded for stands before what the proxy adds, and is not believed.
        assert guess(address, "192.0.2.1, 203.0.113.7") == 429
        assert guess(address, "203.0.113.7", token) == 200


def test_nobody_else_says_for_whom_he_asks(archive: Path) -> None:
    for proxies in ((), ("--behind-proxy", "10.0.0.0/8")):
        with serving("--archive", archive, "--jobs", "1", "--name", "news.example", *proxies) as (_, address):
            address = address.replace("news.example", "127.0.0.1")
            assert [guess(address, f"203.0.113.{number}") for number in range(12)] == [401] * 10 + [429] * 2
            assert guess(address, "203.0.113.99", address.rpartition("=")[2]) == 200


def test_what_is_no_address_of_a_proxy_is_refused(archive: Path) -> None:
    done = sayso("serve", "--archive", archive, "--port", "0", "--behind-proxy", "proxy.example")
    assert done.returncode == 1
    assert b"proxy.example: is no address of a proxy" in done.stderr


def test_a_port_that_is_taken_is_named(archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = sayso("serve", "--archive", archive, "--port", str(port))
    assert done.returncode == 1
    assert f"127.0.0.1:{port}: cannot be listened at".encode() in done.stderr
    assert b"Choose another with --port" in done.stderr


def test_an_archive_that_is_none_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"no archive at all, but a text of some length " * 40)
    before = (tmp_path / "no.db").read_bytes()
    with serving("--archive", tmp_path / "no.db") as (process, address):
        assert httpx.get(base(address), trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        assert "no.db" in process.communicate(timeout=20)[1]
    assert (tmp_path / "no.db").read_bytes() == before


def test_what_another_process_adds_is_there_at_once(archive: Path, tmp_path: Path) -> None:
    with serving("--archive", archive) as (_, address):
        assert "Market hall" not in httpx.get(base(address), trust_env=False).text
        more = lines(tmp_path / "market.jsonl", {"text": MARKET})
        assert sayso("add", "--archive", archive, more).returncode == 0
        assert "Market hall" in httpx.get(base(address), trust_env=False).text


def test_help_says_what_the_token_is_for() -> None:
    done = sayso("serve", "--help")
    assert done.returncode == 0
    assert b"token" in done.stdout
