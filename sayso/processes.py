"""Processes: what those have in common that work beside the one that started them."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


def end_with_parent() -> None:
    """End this process as soon as the one that started it has gone, also by ``kill -9``: nobody waits for what it does."""
    threading.Thread(target=_wait_and_end, daemon=True).start()


def speak_plainly() -> None:
    """Say what the library warns of as the command line says all else, and keep to the libraries what they tell developers.

    Who wants to hear their warnings asks Python for them (``-W``, ``PYTHONWARNINGS``).
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("sayso: %(message)s"))
    logging.getLogger("sayso").handlers = [handler]
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Ctrl-C from processes that are started meanwhile, from their first moment on: it is for the one that starts them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Where none runs, the first process to be started brings a tracker of resources, whose start lets Ctrl-C in again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait_and_end() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
