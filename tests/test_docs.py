import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from sayso.archive import Archive
from tests.web.conftest import TOKEN, serving

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = []
    for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(code, "README.md", "exec"), {})
        said.append(capsys.readouterr().out)
    library, pipe = said
    assert "harbour board source | — | Port Ellery to lose its night ferry by spring" in library
    assert pipe == "[the mayor] indirect\n"


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
