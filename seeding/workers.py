"""Worker processes that do tasks; one that dies breaks the pool, and none outlives the command."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from multiprocessing.connection import wait
from typing import Protocol, TypeVar

from seeding.load import Loader
from seeding.plan import build_plan
from seeding.spec import Spec

AHEAD = 4

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Task(Protocol[R_co]):
    """Something that a loader can do."""

    def do(self, loader: Loader) -> R_co:
        """Do it."""


class Crew(Protocol):
    """Whoever does tasks."""

    def each(self, tasks: Sequence[Task[R]]) -> Iterator[R]:
        """Do them, in any order; yields each result as it is there."""

    def close(self) -> None:
        """Send them home; tasks not begun are left."""


class Alone:
    """This process does everything."""

    def __init__(self, url: str, spec: Spec) -> None:
        self._loader = Loader(url, spec)

    def each(self, tasks: Sequence[Task[R]]) -> Iterator[R]:
        """One after the other."""
        return (task.do(self._loader) for task in tasks)

    def close(self) -> None:
        """End the connection."""
        self._loader.close()


class Processes:
    """So many processes of this machine."""

    def __init__(self, url: str, spec: Spec, jobs: int) -> None:
        build_plan(spec)
        self._jobs = jobs
        self._pool = ProcessPoolExecutor(jobs, _context(), _begin, (url, spec))

    def each(self, tasks: Sequence[Task[R]]) -> Iterator[R]:
        """As they end; results are not kept."""
        waiting = deque(tasks)
        working: set[Future[R]] = set()
        while waiting or working:
            while waiting and len(working) < AHEAD * self._jobs:
                working.add(self._pool.submit(_do, waiting.popleft()))
            done, working = wait_for(working, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def close(self) -> None:
        """Wait for the tasks at work only."""
        self._pool.shutdown(cancel_futures=True)


_loader: Loader | None = None


def _do(task: Task[R]) -> R:
    assert _loader is not None
    return task.do(_loader)


def _context() -> multiprocessing.context.BaseContext:
    """fork is the fastest, and safe while there is one thread."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _begin(url: str, spec: Spec) -> None:
    global _loader  # noqa: PLW0603 - the pool's workers have no other place for it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _loader = Loader(url, spec)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
