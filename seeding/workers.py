"""Worker processes that load chunks; one that dies is noticed, and none outlives the command."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import wait

from seeding.load import Loaded, Loader
from seeding.spec import Spec
from webapp.refusal import Refusal


@dataclass(frozen=True)
class Task:
    """A chunk to load: of a tenant table, or without one all tables of an issue chunk but `skip`."""

    chunk: int
    table: str | None = None
    skip: frozenset[str] = frozenset()


class WorkerDied(Refusal):
    """A worker process ended by itself."""


_loader: Loader | None = None


def run(task: Task) -> list[Loaded]:
    """Do a task in this worker."""
    assert _loader is not None
    return do(_loader, task)


def do(loader: Loader, task: Task) -> list[Loaded]:
    """Do a task with a loader of one's own."""
    if task.table is None:
        return loader.issue_chunk(task.chunk, task.skip)
    return loader.tenant_chunk(task.table, task.chunk)


def perform(url: str, spec: Spec, tasks: Sequence[Task], jobs: int) -> Iterator[list[Loaded]]:
    """Do all tasks in `jobs` processes, or in this one where one is enough; yields as they end."""
    if jobs == 1 or len(tasks) < 2:
        with closing(Loader(url, spec)) as loader:
            for task in tasks:
                yield do(loader, task)
        return
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), _context(), _begin, (url, spec))
    try:
        futures: list[Future[list[Loaded]]] = [pool.submit(run, task) for task in tasks]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool:
        raise WorkerDied("a worker process was killed; go on with 'flask seed --resume'") from None
    finally:
        pool.shutdown(cancel_futures=True)


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
