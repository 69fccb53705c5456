"""The periodic jobs: each file here that says SCHEDULE, found by walking the folder.

SCHEDULE is a number of seconds, or a cron line in UTC.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from webapp import jobs


@dataclass(frozen=True)
class Periodic:
    """A job and when it runs."""

    name: str
    function: Callable[[], str]
    schedule: int | str


def periodic() -> Iterator[Periodic]:
    """Every periodic job."""
    for module in job_modules():
        loaded = importlib.import_module(module)
        name = module.rpartition(".")[2]
        if hasattr(loaded, "SCHEDULE"):
            yield Periodic(name, getattr(loaded, name), loaded.SCHEDULE)


def job_modules() -> Iterator[str]:
    """The names of this folder's modules."""
    return (f"{jobs.__name__}.{module.name}" for module in pkgutil.iter_modules(jobs.__path__))
