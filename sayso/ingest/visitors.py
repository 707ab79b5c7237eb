"""Visitors: from what is to be asked for to what each answered, as it comes: hosts side by side, the pages of one in turn."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

VISITORS = 16
"""Hosts that are visited side by side. Most of the time a visitor waits, for an answer or until it may ask again."""

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class Visitors(Generic[Ask, Answer]):
    """Threads that ``visit``: hosts by turns, and none twice at a time, so that no slow one keeps the others waiting.

    Used in a ``with`` block, whose end waits for nobody: a visit under way comes to its end unheard.
    """

    def __init__(self, visit: Callable[[Ask], Answer], count: int = VISITORS) -> None:
        self._visit = visit
        self._count = count
        self._waiting: dict[str, deque[Ask]] = {}
        self._turns: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # Bounded: pages that come quicker than they are read would fill the memory.
        self._answers: queue.Queue[Answer | BaseException] = queue.Queue(2 * count)
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        for _ in range(self._count):
            # Daemons: a program ends without waiting for the slowest host.
            threading.Thread(target=self._work, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        for _ in range(self._count):
            self._turns.put(None)
        # Whoever stands before a full queue finds room now, and there is more of it than there are visitors.
        self._taken()

    def ask(self, host: str, ask: Ask) -> None:
        """Let ``ask`` be visited when it is the turn of its ``host``."""
        with self._lock:
            if host not in self._waiting:
                self._waiting[host] = deque()
                self._turns.put(host)
            self._waiting[host].append(ask)

    def answers(self, seconds: float) -> list[Answer]:
        """Return what was answered meanwhile, waiting up to ``seconds`` for something. Raises what a visit raised."""
        try:
            found = [self._answers.get(timeout=seconds)]
        except queue.Empty:
            return []
        answers: list[Answer] = []
        for each in found + self._taken():
            if isinstance(each, BaseException):
                raise each
            answers.append(each)
        return answers

    def _taken(self) -> list[Answer | BaseException]:
        found: list[Answer | BaseException] = []
        while True:
            try:
                found.append(self._answers.get_nowait())
            except queue.Empty:
                return found

    def _work(self) -> None:
        while (host := self._turns.get()) is not None and not self._ended.is_set():
            with self._lock:
                ask = self._waiting[host].popleft()
            answer: Answer | BaseException
            try:
                answer = self._visit(ask)
            except BaseException as error:  # whoever hears the answers hears that too
                answer = error
            self._answers.put(answer)
            with self._lock:
                if self._waiting[host]:
                    self._turns.put(host)
                else:
                    del self._waiting[host]
