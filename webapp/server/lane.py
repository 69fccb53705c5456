"""A lane of requests to some threads, with an end to their patience: who would wait too long is told so.

The time that the first in the queue has waited is the measure, not the queue's length: how many requests are
too many depends on how long each takes, which in a load lab is what varies.
"""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

R = TypeVar("R")
A = TypeVar("A")


class Lane(Generic[A, R]):
    """Does `work` with what comes, in some threads; None for what has waited longer than `patience_s`."""

    def __init__(self, name: str, threads: int, patience_s: float, work: Callable[[A], R]) -> None:
        self.pool = ThreadPoolExecutor(threads, name)
        self._patience_s = patience_s
        self._work = work
        self._waiting: deque[float] = deque()
        self._threads = threads
        self._inside = 0

    @property
    def has_room(self) -> bool:
        """Whether what comes next gets a thread at once."""
        return self._inside < self._threads

    def is_overdue(self) -> bool:
        """Whether the first in the queue has waited longer than it should; the next one would, too."""
        try:
            return time.monotonic() - self._waiting[0] > self._patience_s
        except IndexError:
            return False

    def submit(self, subject: A) -> "Future[R | None]":
        """Queue it; only one thread may call this, so that the queue's times are in its order."""
        since = time.monotonic()
        self._inside += 1
        self._waiting.append(since)
        return self.pool.submit(self._begin, subject, since)

    def leave(self) -> None:
        """Note that one is done; the thread that submits calls it."""
        self._inside -= 1

    def _begin(self, subject: A, since: float) -> R | None:
        self._waiting.popleft()
        return None if time.monotonic() - since > self._patience_s else self._work(subject)
