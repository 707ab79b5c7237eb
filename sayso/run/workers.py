"""Workers: processes of this machine, each with a reader of its own, that do tasks one after the other."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from sayso.errors import SaysoError
from sayso.processes import attend, undisturbed
from sayso.run.task import Record, Step, Task, died, failed, read

TRIES = 2
"""How often a shard is begun whose worker dies: the first time that may be another's doing."""


class _Worker(NamedTuple):
    process: multiprocessing.process.BaseProcess
    pipe: Connection


def by_processes(tasks: Sequence[Task], jobs: int, told: Callable[[Step], None]) -> Iterator[Record]:
    """Do tasks in so many processes, or in this one where that is one; yield what came of each, and tell how they come along.

    A shard at which a process dies twice is a failure of its own. With more than one, a program that calls this must be importable
    (``if __name__ == "__main__"``). The processes end when this does, also if it is killed.
    """
    if min(jobs, len(tasks)) < 2:
        yield from _here(tasks, told)
        return
    waiting = deque((task, 1) for task in tasks)
    busy: dict[Connection, tuple[_Worker, Task, int]] = {}
    try:
        for _ in range(min(jobs, len(tasks))):
            _give(_started(), waiting, busy)
        while busy:
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)  # noqa: S101 - nothing else is waited for
                worker, task, tries = busy[pipe]
                try:
                    heard: Step | Record | SaysoError = pipe.recv()
                except (EOFError, OSError):
                    _end(worker)
                    del busy[pipe]
                    if tries < TRIES:
                        waiting.appendleft((task, tries + 1))
                    else:
                        yield failed(task, died(task))
                    if waiting:
                        _give(_started(), waiting, busy)
                    continue
                if isinstance(heard, SaysoError):
                    raise heard
                if isinstance(heard, Step):
                    told(heard)
                    continue
                del busy[pipe]
                if waiting:
                    _give(worker, waiting, busy)
                else:
                    _end(worker)
                yield heard
    finally:
        for worker, *_ in busy.values():
            _end(worker)


def _here(tasks: Sequence[Task], told: Callable[[Step], None]) -> Iterator[Record]:
    if tasks:
        from sayso.reading.reader import Reader

        reader = Reader()
        for task in tasks:
            yield read(task, reader, told)


def _started() -> _Worker:
    context = multiprocessing.get_context("spawn")
    own, other = context.Pipe()
    process = context.Process(target=_work, args=(other,), daemon=True)
    with undisturbed():
        process.start()
    # Only the worker holds the other end: it closes with it.
    other.close()
    return _Worker(process, own)


def _give(worker: _Worker, waiting: deque[tuple[Task, int]], busy: dict[Connection, tuple[_Worker, Task, int]]) -> None:
    task, tries = waiting.popleft()
    busy[worker.pipe] = worker, task, tries
    with suppress(OSError):
        # One that has died meanwhile is heard of by its pipe.
        worker.pipe.send(task)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()


def _work(pipe: Connection) -> None:
    """Be a worker: do the tasks that come, until none does any more."""
    from sayso.reading.reader import Reader

    attend()
    try:
        reader = Reader()
        while True:
            pipe.send(read(pipe.recv(), reader, pipe.send))
    except EOFError:
        pass
    except SaysoError as error:
        pipe.send(error)
