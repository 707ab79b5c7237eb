import json
import re
import runpy
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from sayso.archive import Archive
from sayso.cli import app
from sayso.ingest.web import Web
from tests.archive.sites import Site, rss
from tests.gold import stories
from tests.web.conftest import TOKEN, serving

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_examples_of_the_readme_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = []
    for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(code, "README.md", "exec"), {})
        said.append(capsys.readouterr().out)
    library, pipe = said
    assert "harbour board source | — | Port Ellery to lose its night ferry by spring" in library
    assert pipe == "[the mayor] indirect\n"


def commands(page: str) -> list[list[str]]:
    """The commands of a page's blocks, word by word."""
    return [shlex.split(line, comments=True) for line in re.findall(r"^    (sayso .*)$", page, re.MULTILINE)]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "more"), [("README.md", 4), ("docs/index.md", 4), ("docs/scale.md", 2)])
def test_the_commands_that_a_page_shows_do_what_they_say(
    page: str, more: int, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Web.__init__.__kwdefaults__ or {}, "delay", 0.0)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    site.pages |= {
        "/story": (ROOT / "examples" / "harbour.html").read_text(encoding="utf-8"),
        "/feed.xml": rss((site.url("/story"), "Port Ellery to lose its night ferry by spring")),
    }
    found = commands((ROOT / page).read_text(encoding="utf-8"))
    assert len(found) > more
    for _, verb, *words in found:
        output = words.pop() if ">" in words else None
        given = words.pop() if "<" in words else None
        arguments = [word.replace("https://news.example/", site.url("/")) for word in words if word not in ("<", ">")]
        if verb == "serve":
            # It never ends: tests/cli/test_serve.py runs it. Its options are looked at here.
            typer.main.get_command(app).commands[verb].make_context(verb, arguments)  # type: ignore[attr-defined]
            continue
        arguments += ["--allow-private"] * (arguments != words) + ["--once"] * (verb == "watch")
        done = CliRunner().invoke(app, [verb, *arguments], input=Path(given).read_bytes() if given else None)
        assert done.exit_code == 0, (verb, words, done.stderr)
        assert output is None or json.loads(done.stdout.splitlines()[0])


def test_the_example_of_gold_is_of_our_stories() -> None:
    gold = [json.loads(line) for line in (ROOT / "examples" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    ours = {story["id"]: {key: story[key] for key in ("id", "text", "statements")} for story in stories()}
    assert len(gold) == 2
    assert gold == [ours[story["id"]] for story in gold]


def said(code: str) -> str:
    """What an example says that it prints, as a pattern: an ellipsis stands for whatever there is, on its line or after it."""
    return "\n".join(re.escape(line[2:]).replace("…", ".*") for line in code.splitlines() if line.startswith("# "))


def test_the_tour_says_what_it_prints(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "tour.md").read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(code, "tour.md", "exec"), names)
        printed = capsys.readouterr().out.rstrip("\n")
        assert not said(code) or re.fullmatch(said(code), printed, re.DOTALL), printed


def test_the_pages_on_tables_and_addresses_are_made_from_the_code() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make.py"))
    assert (ROOT / "docs" / "archive.md").read_text(encoding="utf-8") == made["archive_page"]()
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == made["api_page"]()
    assert (ROOT / "docs" / "datasette.json").read_text(encoding="utf-8") == made["datasette"]()


def test_what_the_readme_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_picture_is_what_the_command_prints_and_needs_no_network() -> None:
    kept = (ROOT / "docs" / "read.svg").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "docs" / "make.py"))["picture"]()
    assert kept == made
    assert not re.search(r"url\((?!#)", kept)


def test_every_command_of_the_readme_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:`|    )make (\w+)", README))
    assert {"demo", "test", "benchmark", "train"} <= commands
    assert all(re.search(rf"^{command}:", makefile, re.MULTILINE) for command in commands)


@pytest.mark.slow
def test_the_page_on_the_api_says_what_it_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAYSO_TOKEN", TOKEN)
    monkeypatch.setenv("NO_PROXY", "*")
    names: dict[str, object] = {}
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    examples = re.findall(r"```(python|sh)\n(.*?)```", page, re.DOTALL)
    with Archive(tmp_path / "news.db") as archive:
        archive.add(ROOT / "examples" / "ferry.jsonl")
        with serving(archive) as served:
            # The first who has a text read waits for the process that reads it.
            with served.client() as first:
                first.post("/api/v1/read", json={"text": "The pier is shut."}, timeout=120).raise_for_status()
            for language, code in examples:
                code = code.replace("http://127.0.0.1:8000", served.url)
                if language == "python":
                    exec(compile(code, "api.md", "exec"), names)
                    printed = capsys.readouterr().out
                elif "curl" in code and shutil.which("curl"):
                    ran = subprocess.run(["sh", "-c", code], check=True, capture_output=True, text=True, encoding="utf-8")
                    printed = ran.stdout
                else:
                    continue
                assert re.fullmatch(said(code), printed.rstrip("\n"), re.DOTALL), printed
    assert [language for language, _ in examples].count("python") == 5
