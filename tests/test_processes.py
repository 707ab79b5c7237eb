"""Processes: Ctrl-C is heard once they have started, and wherever it comes."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

import pytest

from sayso.processes import undisturbed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")


def test_ctrl_c_is_heard_behind_what_is_not_to_be_disturbed() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - where it is raised is what is tested
        with undisturbed():
            # As if another thread had taken the signal, which this one blocks.
            _thread.interrupt_main()
            time.sleep(0.01)
            done.append("all")
        done.append("more")
    assert done == ["all"]


def test_the_handler_stands_again_and_nothing_is_blocked() -> None:
    before = signal.getsignal(signal.SIGINT)
    with undisturbed():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert signal.getsignal(signal.SIGINT) is before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_a_handler_of_the_programs_own_is_asked() -> None:
    heard: list[int] = []

    def own(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGINT, own)
    try:
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            assert heard == []
        # Another thread may take the signal, and tells this one when its turn comes.
        until = time.monotonic() + 10
        while not heard and time.monotonic() < until:
            time.sleep(0.01)
        assert heard
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_it_keeps_the_signal_from_what_is_started_there() -> None:
    seen: list[bool] = []

    def work() -> None:
        with undisturbed():
            seen.append(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]


IN_A_CALLBACK = """
import os, signal, sys, time
from sayso.processes import lose_no_ctrl_c

class Ends:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass

signal.signal(signal.SIGINT, signal.default_int_handler)
lose_no_ctrl_c()
try:
    Ends()
    print("dropped", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    print("heard", flush=True)
"""


def test_ctrl_c_amid_a_callback_is_heard_behind_it_without_a_word_of_pythons() -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_CALLBACK], capture_output=True, text=True, timeout=25, check=False)
    assert done.stdout.split() == ["dropped", "heard"]
    assert done.stderr == ""


OTHER = """
from sayso.processes import lose_no_ctrl_c

class Ends:
    def __del__(self):
        raise ValueError("of its own")

lose_no_ctrl_c()
Ends()
"""


def test_whatever_else_python_drops_is_told_as_ever() -> None:
    done = subprocess.run([sys.executable, "-c", OTHER], capture_output=True, text=True, timeout=25, check=False)
    assert "Exception ignored in" in done.stderr
    assert "of its own" in done.stderr
