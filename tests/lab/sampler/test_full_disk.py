"""Samples on a disk that is full: a round that cannot be kept is lost, and the next ones are not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lab.sampler.store import Store
from tests.lab.sampler.conftest import read


def test_a_round_that_found_no_room_leaves_nothing_half_known(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "samples.sqlite")) as store:
        store._connection.execute("pragma max_page_count = 4")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            store.add("sizes", 1.0, [{"name": "x" * 5_000} for _ in range(10)])
        store.undo()
        store._connection.execute("pragma max_page_count = 1000")
        store.add("sizes", 2.0, [{"name": "small"}])
        store.commit()
    assert read(tmp_path / "samples.sqlite", "select at, name from sizes") == [(2.0, "small")]
