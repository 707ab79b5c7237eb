import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import sayso

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_the_first_example_of_the_library_holds() -> None:
    assert doctest.testmod(sayso).failed == 0


def test_a_file_is_read() -> None:
    story = sayso.read(EXAMPLES / "harbour.txt")
    assert len(story.statements) > 10
    assert {statement.where for statement in story.statements} == {"headline", "deck", "body"}


def test_the_date_of_publication_can_be_given() -> None:
    story = sayso.read_text("SKERRIN, May 5 (NWA) — The boat leaks, the master said.", published="2020-05-06")
    assert story.dateline is not None
    assert story.dateline.date == "2020-05-05"


def test_what_cannot_be_read_is_an_error() -> None:
    with pytest.raises(sayso.InputError, match="does not exist"):
        sayso.read("none.txt")
    with pytest.raises(sayso.InputError, match="is empty"):
        sayso.read_text("  ")


def test_several_stories_are_not_one(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The boat leaks, the master said.")
    with pytest.raises(sayso.InputError, match="holds 2 stories"):
        sayso.read(tmp_path)


def test_what_is_exported_is_there() -> None:
    assert all(hasattr(sayso, name) for name in sayso.__all__)
    assert sayso.Reader().read(sayso.Story("a", "x")).statements == ()


def test_importing_sayso_is_quick_and_starts_no_network_runtime() -> None:
    code = "import sys, sayso, sayso.cli; print({'onnxruntime', 'trafilatura', 'httpx', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_reading_a_file_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert sayso.read(EXAMPLES / "harbour.html").statements
