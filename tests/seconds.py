"""How long a piece of work takes, whatever else the process of the tests is about."""

from __future__ import annotations

import time
import timeit
from collections.abc import Callable


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The least of so many ``runs``, in seconds of this thread's CPU.

    Garbage is not collected meanwhile (``timeit``): that takes the longer, the more tests there were before.
    """
    return min(timeit.repeat(work, timer=time.thread_time, number=1, repeat=runs))
