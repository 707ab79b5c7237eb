import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from sayso.cli.read import _render, read_by_one
from sayso.errors import InputError
from sayso.story import Story, from_json
from tests.archive.commands import command, sayso, surroundings
from tests.show.stories import STORY_OF_A_LETTER

EXAMPLE = Path(__file__).parents[2] / "examples" / "harbour.txt"


def test_read_prints_who_said_what_without_colour_in_a_pipe() -> None:
    done = sayso("read", EXAMPLE)
    assert (done.returncode, done.stderr) == (0, b"")
    out = done.stdout.decode()
    assert "\x1b" not in out
    assert out.startswith("Port Ellery to lose its night ferry")
    assert re.search(r"\nharbour board source \((?:anonymous|group)\)\n  → — · in the headline\n", out)
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.slow
def test_it_prints_the_same_in_a_process_of_its_own() -> None:
    done = subprocess.run(command("read", EXAMPLE), capture_output=True, env=surroundings(), timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, sayso("read", EXAMPLE).stdout, b"")


def test_chains_are_a_tree_from_the_agency_down() -> None:
    done = sayso("read", "--chains", EXAMPLE)
    assert (done.returncode, done.stderr) == (0, b"")
    out = done.stdout.decode()
    assert "\nNWA  (2 ▸: two stand between you and what is said)\n├─ " in out
    assert "\n│  2 ▸ Port Ellery to lose its night ferry by spring\n" in out
    assert max(map(len, out.splitlines())) <= 80


def test_why_adds_what_each_speaker_rests_on() -> None:
    out = sayso("read", "--why", EXAMPLE).stdout.decode()
    assert "\n      speaker: " in out
    assert "\n      speaker: " not in sayso("read", EXAMPLE).stdout.decode()


def test_jsonl_is_a_story_a_line_that_the_library_reads_back(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("The boat leaks, the master said.", encoding="utf-8")
    lines = sayso("read", "--jsonl", EXAMPLE, other).stdout.splitlines()
    stories = [from_json(line) for line in lines]
    assert [story.id for story in stories] == [str(EXAMPLE), str(other)]
    assert [stories[1].words(statement.content) for statement in stories[1].statements] == ["The boat leaks"]


def test_json_is_one_array() -> None:
    found = json.loads(sayso("read", "--json", EXAMPLE).stdout)
    assert [story["id"] for story in found] == [str(EXAMPLE)]
    assert sayso("read", "--json", "none.txt").stdout.split() == [b"[", b"]"]


def test_html_goes_to_a_file_that_is_replaced_when_all_is_done(tmp_path: Path) -> None:
    target = tmp_path / "read.html"
    target.write_text("old")
    assert sayso("read", "--html", "-o", target, "none.txt").returncode == 1
    assert sayso("read", "--html", "-o", target, EXAMPLE).returncode == 0
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["read.html"]


def test_the_terminal_output_can_go_to_a_file(tmp_path: Path) -> None:
    assert sayso("read", "-o", tmp_path / "out.txt", EXAMPLE).returncode == 0
    assert (tmp_path / "out.txt").read_bytes() == sayso("read", EXAMPLE).stdout


def test_a_bad_input_is_named_and_the_others_are_done() -> None:
    done = sayso("read", "none.txt", EXAMPLE, "http://127.0.0.1/")
    assert done.returncode == 1
    assert done.stdout == sayso("read", EXAMPLE).stdout
    assert [line.split(": ")[1] for line in done.stderr.decode().splitlines()] == ["none.txt", "http://127.0.0.1/"]


def test_standard_input_isread_by_one() -> None:
    done = sayso("read", "--jsonl", "-", stdin="“Boats leak,” said the master.".encode())
    assert from_json(done.stdout).statements[0].kind == "direct"


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "--json", "--html", "x"],
        ["read", "--chains", "--jsonl", "x"],
        ["read", "--why", "--html", "x"],
        ["read", "--unsure", "--json", "x"],
        ["read", "--review", "--html", "x"],
        ["read", "--review", "--chains", "x"],
        ["read", "--published", "May", "x"],
        ["reed"],
        ["read", "--nothing", "x"],
        ["evaluate"],
    ],
)
def test_a_wrong_call_ends_with_2(arguments: list[str]) -> None:
    done = sayso(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_help_names_every_way_in_and_out() -> None:
    # However the lines break.
    out = " ".join(sayso("read", "--help").stdout.decode().replace("│", " ").split())
    assert all(
        word in out
        for word in ("--json", "--jsonl", "--html", "--chains", "--why", "--output", "--published", "standard input", "Examples")
    )
    words = " ".join(out.split())
    assert all(each in words for each in ("--unsure", "--review", "❝ word for word", "distancing", "anonymous", "vague"))
    assert sayso("--version").stdout.startswith(b"sayso ")


def test_the_marks_are_explained_once_on_a_terminal_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal in (True, False):
        out = io.StringIO()
        console = Console(file=out, force_terminal=terminal)
        monkeypatch.setattr(sys.modules["sayso.cli.read"], "console_of", lambda _, console=console: console)
        _render([STORY_OF_A_LETTER] * 2, None, chains=False, why=False, unsure=False)
        assert out.getvalue().count("told with doubt") == terminal


@pytest.mark.slow
def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(json.dumps({"id": str(i), "text": "The boat leaks, the master said. " * 20}) for i in range(300)))
    call = f"{sys.executable} -m sayso read --jsonl {many} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", call], capture_output=True, timeout=120)
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)


@pytest.mark.slow
def test_ctrl_c_leaves_whole_lines_and_says_so(tmp_path: Path) -> None:
    many, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    many.write_text("\n".join(json.dumps({"id": str(i), "text": "The boat leaks, the master said. " * 20}) for i in range(5000)))
    with out.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "sayso", "read", "--jsonl", many], stdout=file, stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while not out.stat().st_size and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.startswith(b"sayso: stopped")
    assert all(from_json(line) for line in out.read_bytes().splitlines())


def test_evaluate_prints_the_figures(tmp_path: Path) -> None:
    text = "The boat leaks, the master said."
    gold = {"id": "a", "text": text, "statements": [{"source": [[16, 26]], "cue": [[27, 31]], "content": [[0, 14]]}]}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold), encoding="utf-8")
    done = sayso("evaluate", path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "strict            1.000  1.000  1.000        1        1" in done.stdout.decode()
    assert json.loads(sayso("evaluate", path, "--json", "--predicted", path).stdout)["strict"]["f1"] == 1
    assert sayso("evaluate", tmp_path / "none.jsonl").returncode == 1


@pytest.mark.slow
def test_a_screen_reader_that_goes_away_ends_it_quietly_too(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(json.dumps({"id": str(i), "text": "The boat leaks, the master said. " * 20}) for i in range(200)))
    call = f"{sys.executable} -m sayso read {many} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", call], capture_output=True, timeout=120)
    assert (done.returncode, done.stderr, done.stdout) == (0, b"", b"0\n")


@pytest.mark.slow
def test_ctrl_c_leaves_a_whole_json_array(tmp_path: Path) -> None:
    many, out = tmp_path / "many.jsonl", tmp_path / "out.json"
    many.write_text("\n".join(json.dumps({"id": str(i), "text": "The boat leaks, the master said. " * 20}) for i in range(5000)))
    with out.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "sayso", "read", "--json", many], stdout=file, stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while out.stat().st_size < 5000 and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out.read_bytes())


@pytest.mark.parametrize("form", ["--html", "--jsonl", "--json"])
def test_a_file_stays_as_it_was_where_no_story_could_beread_by_one(tmp_path: Path, form: str) -> None:
    target = tmp_path / "read.out"
    target.write_text("old")
    assert sayso("read", form, "-o", target, "none.txt").returncode == 1
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["read.out"]


def test_a_linked_output_is_written_where_the_link_leads_and_keeps_its_permissions(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert sayso("read", "--jsonl", "-o", link, EXAMPLE).returncode == 0
    assert link.is_symlink()
    assert from_json(real.read_bytes()).id == str(EXAMPLE)
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_pipe_as_output_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        assert sayso("read", "--jsonl", "-o", pipe, EXAMPLE).returncode == 0
        out, _ = reader.communicate(timeout=60)
    assert from_json(out).id == str(EXAMPLE)
    assert pipe.is_fifo()


@pytest.mark.parametrize("output", [".", "missing/read.jsonl"])
def test_an_output_that_cannot_be_written_is_named(tmp_path: Path, output: str) -> None:
    done = sayso("read", "--jsonl", "-o", tmp_path / output, EXAMPLE)
    assert done.returncode == 1
    assert done.stderr.startswith(f"sayso: {tmp_path / output}: cannot be written".encode())
    assert done.stderr.count(b"\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("form", [[], ["--jsonl"], ["--json"], ["--html"]])
def test_a_full_disk_is_said_in_one_line(form: list[str]) -> None:
    call = [sys.executable, "-m", "sayso", "read", *form, str(EXAMPLE)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(b"sayso: standard output: cannot be written")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("columns", ["abc", "0", "-3", ""])
def test_a_width_that_is_none_is_80(columns: str) -> None:
    assert sayso("read", EXAMPLE, COLUMNS=columns).stdout == sayso("read", EXAMPLE).stdout


def test_an_output_of_few_letters_gets_question_marks() -> None:
    done = sayso("read", EXAMPLE, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_a_story_that_cannot_be_held_is_named_and_the_others_areread_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small:
        def read(self, story: Story) -> Story:
            if story.id == "large":
                raise MemoryError
            return story

    monkeypatch.setattr("sayso.reading.reader.Reader", Small)
    failures: list[InputError] = []
    done = list(read_by_one([Story("small", "a"), Story("large", "b"), Story("last", "c")], failures, None))
    assert [story.id for story in done] == ["small", "last"]
    assert [(failure.input, failure.problem) for failure in failures] == [("large", "does not fit into memory")]


def test_a_gold_story_that_cannot_be_read_is_named_and_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "blank", "text": " ", "statements": []}', encoding="utf-8")
    done = sayso("evaluate", path)
    assert done.returncode == 1
    assert done.stderr.startswith(b"sayso: blank: ")
    assert b"strict" in done.stdout


def test_nothing_that_a_library_warns_of_stands_among_the_messages(tmp_path: Path) -> None:
    zone = '<meta property="article:published_time" content="Sun, 06 Sep 2009 23:18:00 EST">'
    body = "".join(
        f"<p>Boat {n} will stop in April, the harbour master said on the quay, and nobody had been told.</p>" for n in range(6)
    )
    page = f"<html><head><title>Boats stop</title>{zone}</head><body><article><h1>Boats stop</h1>{body}</article></body></html>"
    (tmp_path / "a.html").write_text(page)
    done = sayso("read", "--jsonl", tmp_path / "a.html")
    assert done.returncode == 0
    assert done.stderr == b""
    (tmp_path / "b.html").write_text(
        page.replace(body, f"<p>{'Boat 1 will stop in April, the harbour master said on the quay. ' * 2}</p>")
    )
    done = sayso("read", "--jsonl", tmp_path / "b.html")
    assert done.stderr.startswith(f"sayso: {tmp_path / 'b.html'}: has only ".encode())
