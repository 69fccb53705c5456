"""A sampler on a database of its own, and what it has sampled."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lab.sampler.sampler import Sampler

WAIT_S = 20.0

Sampled = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def sampler(database_url: str, tmp_path: Path) -> Iterator[Sampler]:
    """A running sampler; stopped after the test."""
    sampler = Sampler(database_url, tmp_path / "samples.sqlite", every_s=0.1, share=1.0)
    thread = sampler.start()
    yield sampler
    sampler.stop.set()
    thread.join(WAIT_S)
    assert not thread.is_alive()


@pytest.fixture
def sampled(sampler: Sampler) -> Sampled:
    """The rows of a query on the samples, waited for until there are some (or `count` of them)."""

    def rows(query: str, count: int = 1) -> list[tuple[Any, ...]]:
        deadline = time.monotonic() + WAIT_S
        while True:
            found = read(sampler.path, query)
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, query
            time.sleep(0.05)

    return rows


def read(path: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query; none where the table is not there yet."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError as error:
            assert "no such" in str(error)
            return []
