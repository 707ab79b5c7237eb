"""Chores for a process beside the tests, which loads this file and nothing else of them."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from sayso.errors import InputError


def process() -> int:
    """Which one it is."""
    return os.getpid()


def spend(seconds: float) -> float:
    """Sleep, and let others work."""
    time.sleep(seconds)
    return seconds


def hold() -> None:
    """Keep Python from everything else, as a regular expression does that takes exponential time."""
    re.match(r"(a+)+b", "a" * 64)


def crash() -> None:
    """End as one does that the system ends."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    """Raise an error of ours."""
    raise InputError("a text", "is refused", "Write another.")


def noted(path: str) -> None:
    """Note when it begins and when it ends."""
    for what in ("begun", "done"):
        with Path(path).open("a", encoding="utf-8") as notes:
            notes.write(f"{what}\n")
        time.sleep(0.01)
