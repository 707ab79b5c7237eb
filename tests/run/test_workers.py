"""Processes of one machine: however many there are, and whatever befalls them, the parts are the same."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import run

import pytest

from sayso.errors import ModelError
from sayso.run import workers
from sayso.run.task import Step, Task
from tests.archive.commands import surroundings
from tests.run.runs import lines, news, parts, ran

pytestmark = pytest.mark.slow


def test_parts_are_the_same_from_one_process_and_from_several(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    steps: list[Step] = []
    one = ran(tmp_path / "one", folder)
    three = ran(tmp_path / "three", folder, jobs=3, told=steps.append)
    assert parts(tmp_path / "three") == parts(tmp_path / "one")
    assert [(record.part, record.digest, record.stories) for record in three] == [(r.part, r.digest, r.stories) for r in one]
    assert sum(step.stories for step in steps) == 11


DEADLY = """
import os, signal, sys
from pathlib import Path
from sayso.run import task
story_of = task.story_of
def deadly(document):
    if b'boat 7 ' in document.data and (sys.argv[3] == 'always' or not Path(sys.argv[3]).exists()):
        if sys.argv[3] != 'always':
            Path(sys.argv[3]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return story_of(document)
task.story_of = deadly
if __name__ == '__main__':
    from tests.run.runs import ran
    for record in ran(sys.argv[2], sys.argv[1], jobs=2):
        print(record.part.split('-')[2], record.stories, record.problem)
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")
@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("always", ["a.jsonl 2 None", "b.jsonl 0 ended the process that read it", "c.jsonl 2 None"]),
        ("once", ["a.jsonl 2 None", "b.jsonl 2 None", "c.jsonl 2 None"]),
    ],
)
def test_a_shard_whose_worker_dies_is_begun_again_and_then_given_up(tmp_path: Path, when: str, told: list[str]) -> None:
    (tmp_path / "news").mkdir()
    for name, number in (("a", 1), ("b", 7), ("c", 3)):
        lines(tmp_path / "news" / f"{name}.jsonl", number, number + 10)
    (tmp_path / "deadly.py").write_text(DEADLY)
    call = [sys.executable, "deadly.py", "news", "out", when if when == "always" else str(tmp_path / "died")]
    done = run(call, capture_output=True, env=surroundings(), cwd=tmp_path, timeout=120)
    assert done.stdout.decode().splitlines() == told, done.stderr.decode()
    assert len(parts(tmp_path / "out")) == sum("None" in line for line in told)


def test_a_model_that_is_missing_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = news(tmp_path / "news")
    monkeypatch.setattr(workers, "_work", broken)
    with pytest.raises(ModelError, match="missing"):
        ran(tmp_path / "out", folder, jobs=2)


def broken(pipe: Connection) -> None:
    """A worker whose model is not there."""
    task = pipe.recv()
    assert isinstance(task, Task)
    pipe.send(ModelError("tagger.onnx missing"))
