"""What is being waited for, on standard error, if that is a terminal: results go elsewhere and stay clean."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

PATIENCE = 2.0
"""Seconds after which progress is shown."""


@contextmanager
def progress_of(unit: str, total: int | None = None, *, shown: bool = True) -> Iterator[Progress | None]:
    """Progress on standard error, if ``shown`` and that is a terminal, from the moment that it takes longer than PATIENCE."""
    if not shown:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns: list[str | ProgressColumn]
    columns = [SpinnerColumn(), TextColumn("{task.completed:,}"), TextColumn(unit), TimeElapsedColumn()]
    if total:
        columns = [BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeElapsedColumn(), TimeRemainingColumn()]
    with _shown(columns) as progress:
        yield progress


@contextmanager
def _shown(columns: list[str | ProgressColumn]) -> Iterator[Progress | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress

    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield progress
    finally:
        timer.cancel()
        progress.stop()


class Extent:
    """How far one has come in files: ``opened`` is told each, and ``done`` says how many of their bytes are behind one."""

    def __init__(self) -> None:
        self._before = self._size = 0
        self._file: BinaryIO | None = None

    def opened(self, file: BinaryIO) -> None:
        """Go on with the next file."""
        self._before += self._size
        self._size, self._file = 0, file
        if file.seekable():
            begin = file.tell()
            self._size = file.seek(0, os.SEEK_END)
            file.seek(begin)

    @property
    def done(self) -> int:
        """Bytes."""
        return self._before + (self._size if self._file is None or self._file.closed else self._file.tell())


class Gauge:
    """What is shown of an intake: how many stories, how many a second and, where the bytes of all are known, the time left."""

    def __init__(self, progress: Progress | None, extent: Extent, total: int | None) -> None:
        self._progress, self._extent, self._total = progress, extent, total
        self._begun = time.monotonic()
        self._stories = 0
        self._task = progress.add_task("", total=total, stories="") if progress else None

    def advance(self) -> None:
        """Count one more."""
        self._stories += 1
        if self._progress and self._task is not None:
            rate = self._stories / max(time.monotonic() - self._begun, 0.001)
            told = f"{self._stories:,} stories, {rate:.1f} a second"
            self._progress.update(self._task, completed=self._extent.done if self._total else self._stories, stories=told)


@contextmanager
def gauge_of(extent: Extent, total: int | None) -> Iterator[Gauge]:
    """Yield a gauge on standard error, shown if that is a terminal, from the moment that it takes longer than PATIENCE."""
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns: list[str | ProgressColumn] = [SpinnerColumn(), TextColumn("{task.fields[stories]}"), TimeElapsedColumn()]
    if total:
        columns[1:1] = [BarColumn(), TaskProgressColumn()]
        columns.append(TextColumn("left:"))
        columns.append(TimeRemainingColumn())
    with _shown(columns) as progress:
        yield Gauge(progress, extent, total)


class Pace:
    """What is shown of a run: stories, how many and how many words a second, failures, and the time left by the bytes read."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._begun = time.monotonic()
        self._stories = self._words = self._failed = self._done = 0
        self._under: dict[str, int] = {}
        self._task = progress.add_task("", total=total, told="") if progress else None

    def advance(self, shard: str, size: int, stories: int, words: int, failed: int) -> None:
        """Count what came of a shard since it was last told of; ``size`` bytes of it are read by now."""
        self._under[shard] = size
        self._stories += stories
        self._words += words
        self._failed += failed
        self._show()

    def done(self, shard: str, size: int) -> None:
        """Count a shard that is done, with all its bytes."""
        self._under.pop(shard, None)
        self._done += size
        self._show()

    def _show(self) -> None:
        if self._progress and self._task is not None:
            seconds = max(time.monotonic() - self._begun, 0.001)
            rate = f"{self._stories / seconds:,.1f} and {self._words / seconds:,.0f} words a second"
            told = f"{self._stories:,} stories, {rate}" + (f", {self._failed:,} failed" if self._failed else "")
            self._progress.update(self._task, completed=self._done + sum(self._under.values()), told=told)


@contextmanager
def pace_of(total: int) -> Iterator[Pace]:
    """Yield the pace of a run over so many bytes, shown as a gauge is."""
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns: list[str | ProgressColumn] = [BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}")]
    columns += [TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn()]
    with _shown(columns) as progress:
        yield Pace(progress, total)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Say on standard error what is being done, if that is a terminal and it takes longer than PATIENCE."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    status = console.status(escape(what))
    timer = threading.Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()
