"""Clusters: actors of Ray, each with a reader of its own, that do tasks on as many machines as there are. It needs sayso[ray]."""

from __future__ import annotations

import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sayso.errors import InputError, SaysoError
from sayso.run.task import Record, Step, Task, died, failed, read

MEMORY = 1_000_000_000
"""Bytes that an actor asks for: without a word on it Ray starts more of them than a machine holds. A reader takes half of it, the
stories of a part that are not written yet the rest."""
PATIENCE = 300
"""Seconds in which actors have to start: where something else holds the cores, Ray would wait for them for ever, without a word."""
TRIES = 2
"""How often a shard is begun at which an actor dies. Ray begins it for ever unless told."""


def by_ray(tasks: Sequence[Task], jobs: int | None, told: Callable[[Step], None], address: str | None = None) -> Iterator[Record]:
    """Do tasks in so many actors, or in as many as there are free cores; yield what came of each, and tell how they come along.

    ``address`` is that of a cluster (``auto``, ``head:6379``); without it Ray runs on this machine, and ends with this. Every
    machine has to reach inputs and parts by the same names. A shard at which an actor dies twice is a failure of its own. Raises
    :class:`InputError` where Ray is not installed, cannot be reached, or has no core free.
    """
    if not tasks:
        return
    try:
        import ray
        from ray.data import ActorPoolStrategy, DataContext
        from ray.exceptions import RayError
    except ModuleNotFoundError:
        raise InputError("--engine ray", "needs Ray", "Install it: pip install 'sayso[ray]'") from None
    name = address or "Ray"
    try:
        # Without an address this machine is the cluster, and its page is nobody's.
        options: dict[str, Any] = {} if address else {"include_dashboard": False}
        ray.init(address, log_to_driver=False, logging_level="ERROR", **options)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise InputError(name, f"cannot be reached ({error})", "See that the cluster runs, and its address.") from None
    try:
        with _ended_in_order():
            size = min(jobs or len(tasks), len(tasks), _room(ray.available_resources(), name))
            context = DataContext.get_current()
            # One bad shard is no reason to end: what did not come back is known below.
            context.max_errored_blocks = -1
            context.wait_for_min_actors_s = PATIENCE
            context.enable_progress_bars = False
            items = ray.data.from_items([{"task": pickle.dumps(task)} for task in tasks], override_num_blocks=len(tasks))
            with warnings.catch_warnings():
                # How often a dead actor begins anew has no other way to be said in these versions.
                warnings.filterwarnings("ignore", "`ray_remote_args` is deprecated")
                found = items.map_batches(
                    _Reading,
                    batch_size=1,
                    # It begins with the first actor that has a core, should others wait for theirs.
                    compute=ActorPoolStrategy(min_size=1, max_size=size, initial_size=size, max_tasks_in_flight_per_actor=1),
                    num_cpus=1,
                    memory=MEMORY,
                    max_restarts=-1,
                    max_task_retries=TRIES - 1,
                )
            left = {task.shard.part: task for task in tasks}
            for row in found.iter_rows():
                steps, came = pickle.loads(row["came"])  # noqa: S301 - it is our own actor's
                if isinstance(came, SaysoError):
                    raise came
                for step in steps:
                    told(step)
                del left[came.part]
                yield came
            for task in left.values():
                yield failed(task, died(task))
    except RayError as error:
        problem = " ".join(str(error).split())[:300]
        raise InputError(name, f"broke off ({problem})", "What is done stays. Run it again to go on.") from error
    finally:
        ray.shutdown()


class _Reading:
    """An actor: it loads the reader once, and reads one shard after the other."""

    def __init__(self) -> None:
        from sayso.reading.reader import Reader

        # With one thread: left alone, each network would take all cores of the machine.
        self._reader = Reader()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        steps: list[Step] = []
        try:
            came: Record | SaysoError = read(pickle.loads(batch["task"][0]), self._reader, steps.append)  # noqa: S301 - from by_ray
        except SaysoError as error:
            came = error
        return {"came": [pickle.dumps((steps, came))]}


def _room(free: dict[str, float], name: str) -> int:
    """Return how many actors fit into what is free: more than that would wait for ever."""
    size = int(min(free.get("CPU", 0.0), free.get("memory", 0.0) // MEMORY))
    if size < 1:
        told = f"{free.get('CPU', 0.0):g} cores and {free.get('memory', 0.0) / 1e9:.1f} GB are free"
        raise InputError(name, f"has no room for a reader ({told})", f"A reader takes a core and {MEMORY / 1e9:g} GB.")
    return size


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """End as after an error when told to end: Ray's own processes outlive a driver that is just terminated."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        # Ray's own is none that Python knows of.
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
