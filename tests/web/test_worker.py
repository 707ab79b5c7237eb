"""The worker: what takes too long, or ends the process that reads, harms nobody else."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sayso.errors import InputError
from sayso.ingest import Document
from sayso.story import from_json
from sayso.web import worker as working
from sayso.web.worker import BusyError, SlowError, Worker, read
from tests.web.chores import crash, hold, noted, process, refuse, spend
from tests.web.test_server import running

pytestmark = pytest.mark.slow

SHUT = Document("a text", b"The pier is shut, harbour master Ada Brill said.", "text", "a text")


@pytest.fixture(scope="module")
def kept() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


@pytest.fixture
def worker(kept: Worker) -> Worker:
    """One that has begun, and whose deadline is far."""
    kept.deadline = 60
    kept.ask("a text", process)
    return kept


def test_a_story_is_read_in_another_process_which_stays(worker: Worker) -> None:
    assert [each.speaker for each in from_json(worker.ask("a text", read, SHUT)).statements] == ["Ada Brill"]
    first = worker.ask("a text", process)
    assert first != os.getpid()
    assert worker.ask("a text", process) == first


def test_an_error_comes_back_as_it_was_raised_and_the_process_stays(worker: Worker) -> None:
    first = worker.ask("a text", process)
    with pytest.raises(InputError, match=r"a text: is refused\. Write another\."):
        worker.ask("a text", refuse)
    assert worker.ask("a text", process) == first


@pytest.mark.parametrize(("slow", "given"), [(spend, (60,)), (hold, ())])
def test_what_takes_too_long_is_told_and_its_process_is_replaced(
    worker: Worker, slow: Callable[..., object], given: tuple[object, ...]
) -> None:
    first = worker.ask("a text", process)
    worker.deadline = 0.5
    told = r"a text: took longer to read than the 0\.5 seconds that a text has here\. Cut it, or read it with: sayso read"
    with pytest.raises(SlowError, match=told):
        worker.ask("a text", slow, *given)
    worker.deadline = 60
    assert worker.ask("another", process) != first
    assert not running(first)


def test_what_ends_its_process_is_told_and_the_next_is_read(worker: Worker) -> None:
    first = worker.ask("a text", process)
    with pytest.raises(InputError, match="a text: ended the process that read it"):
        worker.ask("a text", crash)
    assert worker.ask("another", process) != first


def test_a_text_is_no_worse_for_a_process_that_ended_before_it_came(worker: Worker) -> None:
    """As where the system takes its memory back from who does nothing."""
    first = worker.ask("a text", process)
    os.kill(first, signal.SIGKILL)
    assert worker.ask("another", process) != first


def test_one_is_done_at_a_time(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> None:
    notes = tmp_path_factory.mktemp("notes") / "notes"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: worker.ask(f"text {number}", noted, str(notes)), range(12)))
    assert notes.read_text("utf-8").split() == ["begun", "done"] * 12


def test_who_waits_too_long_for_his_turn_is_told_so_and_the_next_has_it(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "WAIT", 0.01)
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(worker.ask, "a text", spend, 1.0)
        while not worker._turn.locked():
            time.sleep(0.001)
        with pytest.raises(BusyError, match="another: waits behind too many others"):
            worker.ask("another", process)
        assert slow.result() == 1.0
    assert worker.ask("another", process)


def test_its_process_ends_with_it_whatever_it_does_and_nobody_is_left_waiting() -> None:
    worker = Worker(60)
    first = worker.ask("a text", process)
    before = threading.active_count()
    with ThreadPoolExecutor(2) as threads:
        held, another = threads.submit(worker.ask, "a text", hold), threads.submit(worker.ask, "another", process)
        time.sleep(0.5)
        worker.close()
        for error in (held.exception(10), another.exception(10)):
            assert isinstance(error, BusyError)
            assert "was not read: sayso ends" in str(error)
    assert not running(first)
    assert threading.active_count() < before
    with pytest.raises(BusyError, match="sayso ends"):
        worker.ask("a third", process)
