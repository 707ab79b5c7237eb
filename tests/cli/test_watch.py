"""sayso watch as a person runs it, but for the pause between two requests to a host."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner
from werkzeug import Request, Response

from sayso.archive import Archive
from sayso.cli import app
from sayso.ingest.web import Web
from tests.archive.sites import Site, article, opml, paragraph, rss

HASTY = "import sayso.ingest.web as web; web.Web.__init__.__kwdefaults__['delay'] = {}; import sayso.cli; sayso.cli.main()"


def program(tmp_path: Path, *arguments: str, delay: float = 0.0) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        HASTY.format(delay),
        "watch",
        "--allow-private",
        "--archive",
        str(tmp_path / "news.db"),
        *arguments,
    ]
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Web.__init__.__kwdefaults__ or {}, "delay", 0.0)
    monkeypatch.setenv("COLUMNS", "80")


def watch(tmp_path: Path, *arguments: str) -> tuple[int, str, str]:
    tmp_path.mkdir(exist_ok=True)
    done = CliRunner().invoke(app, ["watch", "--allow-private", "--archive", str(tmp_path / "news.db"), *arguments])
    return done.exit_code, done.stdout, done.stderr


def make_due(tmp_path: Path, table: str = "feed") -> None:
    with sqlite3.connect(tmp_path / "news.db") as connection:
        connection.execute(f"UPDATE {table} SET next = '2020-01-01T00:00:00Z' WHERE next IS NOT NULL")
    connection.close()


def stories(tmp_path: Path) -> list[str]:
    with Archive(tmp_path / "news.db") as archive:
        return [story.url or "" for story in archive.stories()]


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_once_adds_what_is_new_and_ends_with_0(tmp_path: Path, site: Site) -> None:
    site.pages |= {
        "/feed.xml": rss(("/pier", "Pier"), ("/hall", "Hall")),
        "/pier": article("Pier to close"),
        "/hall": article("Hall"),
    }
    code, out, said = watch(tmp_path, "--once", site.url("/feed.xml"))
    assert (code, said) == (0, "")
    assert sorted(re.sub(r"story \d", "story N", line) for line in out.splitlines()) == [
        "new      story N  Hall — The Tidings",
        "new      story N  Pier to close — The Tidings",
    ]


def test_feeds_given_before_go_on_without_being_named(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier"), "/hall": article("Hall")}
    watch(tmp_path, "--once", site.url("/feed.xml"))
    assert watch(tmp_path, "--once") == (0, "", "")
    site.pages["/feed.xml"] = rss(("/hall", "Hall"))
    make_due(tmp_path)
    assert watch(tmp_path, "--once") == (0, "new      story 2  Hall — The Tidings\n", "")


def test_edits_and_pages_that_are_gone_are_told_in_a_line(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    watch(tmp_path, "--once", site.url("/feed.xml"))
    site.pages["/pier"] = article("Pier to stay", paragraph("Pier", state="sound"))
    make_due(tmp_path, "page")
    assert watch(tmp_path, "--once") == (0, "changed  story 1  Pier to stay — The Tidings\n", "")
    with Archive(tmp_path / "news.db") as archive:
        assert "sound" in str(archive.changes(1).to_pylist())
    site.pages["/pier"] = 410
    make_due(tmp_path, "page")
    assert watch(tmp_path, "--once") == (0, "gone     story 1  Pier to stay — The Tidings\n", "")


def test_lang_takes_stories_for_english_whatever_they_look_like(tmp_path: Path, site: Site) -> None:
    kai = "Der Kai ist nicht mehr sicher und wird bis Mai gesperrt, sagte der Hafenmeister. Die Gewerkschaft wurde nicht gefragt. "
    site.pages |= {"/feed.xml": rss(("/kai", "Kai")), "/kai": article("Der Kai wird bis Mai gesperrt", kai * 3)}
    code, out, said = watch(tmp_path / "told", "--once", site.url("/feed.xml"))
    assert (out, "German" in said) == ("", True)
    code, out, said = watch(tmp_path / "given", "--once", "--lang", "en", site.url("/feed.xml"))
    assert (code, out, said) == (0, "new      story 1  Der Kai wird bis Mai gesperrt — The Tidings\n", "")


def test_jsonl_is_an_object_for_each_event(tmp_path: Path, site: Site) -> None:
    site.pages |= {
        "/feed.xml": rss(("/pier", "Pier"), ("/film", "Film")),
        "/pier": article("Pier"),
        "/film": "<html>A film.</html>",
    }
    code, out, _ = watch(tmp_path, "--once", "--jsonl", site.url("/feed.xml"), site.url("/nothing"))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert sorted((event["url"], event["what"]) for event in found if "what" in event) == [
        (site.url("/feed.xml"), "feed"),
        (site.url("/nothing"), "failed"),
    ]
    assert sorted((event["name"], event["outcome"]) for event in found if "outcome" in event) == [
        (site.url("/film"), "failed"),
        (site.url("/pier"), "new"),
    ]


def test_a_feed_that_fails_is_named_and_the_others_are_done(tmp_path: Path, hosts: list[Site]) -> None:
    one, other, _ = hosts
    one.pages |= {"/feed.xml": article("No feed")}
    other.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    code, out, said = watch(tmp_path, "--once", one.url("/feed.xml"), other.url("/feed.xml"), "nowhere.opml")
    assert code == 1
    assert out == "new      story 1  Pier — The Tidings\n"
    assert f"sayso: {one.url('/feed.xml')}: is no feed" in said
    assert "sayso: nowhere.opml: is no address" in said


def test_pages_that_hold_no_story_are_told_and_no_reason_to_fail(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/film", "Film")), "/film": "<html><body>A film.</body></html>"}
    code, out, said = watch(tmp_path, "--once", site.url("/feed.xml"))
    assert (code, out) == (0, "")
    assert said.startswith(f"sayso: {site.url('/film')}: holds no article")


@pytest.mark.parametrize("made", [False, True])
def test_without_any_feed_it_says_what_to_do_and_makes_no_archive(tmp_path: Path, made: bool) -> None:
    if made:
        story = tmp_path / "story.txt"
        story.write_text("Pier to close\n\nThe pier will close, the mayor said.")
        with Archive(tmp_path / "news.db") as archive:
            archive.add(story)
    code, out, said = watch(tmp_path)
    assert (code, out) == (2, "")
    assert "Give the address of one" in " ".join(said.replace("│", " ").split())
    assert (tmp_path / "news.db").exists() is made


@pytest.mark.parametrize("every", ["15", "0m", "h", "2w", "-1h", "1.5h", "", "99999d"])
def test_a_time_that_makes_no_sense_is_refused(tmp_path: Path, every: str) -> None:
    code, _, said = watch(tmp_path, "--once", "https://news.example/feed.xml", "--every", every)
    assert code == 2
    assert "15m, 2h or 1d" in " ".join(said.replace("│", " ").split())


@pytest.mark.parametrize(("every", "minutes"), [("15m", 15), ("2h", 120), ("1d", 1440)])
def test_every_is_how_long_a_feed_is_left_alone(tmp_path: Path, site: Site, every: str, minutes: int) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    assert watch(tmp_path, "--once", site.url("/feed.xml"), "--every", every)[0] == 0
    with Archive(tmp_path / "news.db") as archive:
        (feed,) = archive.table("feed").to_pylist()
    waits = datetime.fromisoformat(feed["next"]) - datetime.fromisoformat(feed["asked"])
    assert waits.total_seconds() == minutes * 60


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_brings_what_is_missing_and_nothing_twice(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(*((f"/{number}", "Title") for number in range(30)))}
    site.pages |= {f"/{number}": article(f"Headline {number}") for number in range(30)}
    process = program(tmp_path, site.url("/feed.xml"), delay=0.1)
    until(lambda: len(site.asked) > 12)
    process.kill()
    process.communicate(timeout=60)
    code, _, _ = watch(tmp_path, "--once", site.url("/feed.xml"))
    assert code == 0
    found = stories(tmp_path)
    assert sorted(found) == sorted(site.url(f"/{number}") for number in range(30))
    with Archive(tmp_path / "news.db") as archive:
        assert archive.table("version").num_rows == 30
        assert archive.table("page").num_rows == 30


def interrupted(process: subprocess.Popen[str]) -> tuple[float, str, str]:
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=90)
    assert process.returncode == 130
    return time.monotonic() - begun, out, said


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once_while_a_host_wants_long_pauses(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *\nCrawl-delay: 50", "/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    process = program(tmp_path, site.url("/feed.xml"))
    until(lambda: "/robots.txt" in site.asked)
    time.sleep(0.5)
    seconds, out, said = interrupted(process)
    # Far below the pause, far above what any machine needs.
    assert seconds < 20
    assert out == ""
    assert said.splitlines()[-1] == "sayso: stopped. What was reported is in the archive. Run it again to go on."
    assert "Traceback" not in said


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once_while_a_host_does_not_answer_and_what_was_reported_is_there(
    tmp_path: Path, hosts: list[Site]
) -> None:
    site, slow, _ = hosts
    answered: list[float] = []

    def late(_: Request) -> Response:
        time.sleep(25)
        answered.append(time.monotonic())
        return Response(rss(("/pier", "Pier")), content_type="application/xml")

    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier")}
    slow.pages |= {"/feed.xml": late}
    process = program(tmp_path, slow.url("/feed.xml"), site.url("/feed.xml"))
    assert process.stdout is not None
    # The story is told although another host keeps its visitor waiting.
    assert process.stdout.readline() == "new      story 1  Pier — The Tidings\n"
    _, _, said = interrupted(process)
    assert answered == []
    assert "Traceback" not in said
    assert stories(tmp_path) == [site.url("/pier")]


@pytest.mark.slow
def test_it_begins_with_what_is_watched_and_what_did_not_work(tmp_path: Path, hosts: list[Site]) -> None:
    one, other, _ = hosts
    for site in (one, other):
        site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier", name=site.url(""))}
    path = tmp_path / "feeds.opml"
    path.write_text(opml(one.url("/feed.xml"), other.url("/feed.xml")))
    watch(tmp_path, "--once", str(path))
    other.pages["/feed.xml"] = 404
    make_due(tmp_path)
    code, _, said = watch(tmp_path, "--once")
    assert code == 1
    assert f"{other.url('/feed.xml')}: answered 404" in said
    assert watch(tmp_path, "--once") == (0, "", "")
    process = program(tmp_path)
    assert process.stderr is not None
    lines = [process.stderr.readline() for _ in range(2)]
    interrupted(process)
    assert lines[0] == f"sayso: watching 2 feeds into {tmp_path / 'news.db'}. Ctrl-C ends it.\n"
    assert lines[1].startswith(f"sayso: {other.url('/feed.xml')}: answered 404")


def test_a_headline_is_shown_to_the_letter(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/feed.xml": rss(("/pier", "Pier")), "/pier": article("Pier to close [bold]now :boom: 12")}
    _, out, _ = watch(tmp_path, "--once", site.url("/feed.xml"))
    assert out == "new      story 1  Pier to close [bold]now :boom: 12 — The Tidings\n"
