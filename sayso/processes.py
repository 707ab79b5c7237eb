"""Processes: what those have in common that work beside the one that started them."""

from __future__ import annotations

import _thread
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
from types import FrameType

SOON = 0.05
"""Seconds in which a callback has ended."""


def attend() -> None:
    """Make this process one that works for the one that started it: Ctrl-C is not for it, and it ends when that has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    speak_plainly()
    end_with_parent()


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


def lose_no_ctrl_c() -> None:
    """Raise a Ctrl-C again that came amid a callback, as of an import or a deletion: Python drops it there, and goes on."""

    def hook(dropped: sys.UnraisableHookArgs) -> None:
        if dropped.exc_type is KeyboardInterrupt:
            # Raised at once, it would be dropped again: the callback has not ended.
            threading.Timer(SOON, _press_ctrl_c).start()
        else:
            sys.__unraisablehook__(dropped)

    sys.unraisablehook = hook


def _press_ctrl_c() -> None:
    if hasattr(signal, "pthread_kill"):
        # What the main thread waits for ends at once, as it would at the terminal's own signal.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Ctrl-C from processes that are started meanwhile, from their first moment on: it is for the one that starts them.

    That one hears it when all have started.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Where none runs, the first process to be started brings a tracker of resources, whose start lets Ctrl-C in again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        with _deferred():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _deferred() -> Iterator[None]:
    """Hear Ctrl-C afterwards: what this thread blocks another may take, one of a library, and Python then tells the main one."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    pressed: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda *given: pressed.append(given))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if pressed:
            handler(*pressed[0])


def _wait_and_end() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
