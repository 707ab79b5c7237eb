"""What is being waited for, on standard error, if that is a terminal: results go elsewhere and stay clean."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 2.0
"""Seconds after which progress is shown."""


@contextmanager
def progress_of(unit: str, total: int | None = None, *, shown: bool = True) -> Iterator[Progress | None]:
    """Progress on standard error, if ``shown`` and that is a terminal, from the moment that it takes longer than PATIENCE."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [SpinnerColumn(), TextColumn("{task.completed:,}"), TextColumn(unit), TimeElapsedColumn()]
    if total:
        columns = [BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeElapsedColumn(), TimeRemainingColumn()]
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield progress
    finally:
        timer.cancel()
        progress.stop()


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
