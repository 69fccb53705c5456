"""Probes by version, and blocking trees."""

from typing import Any

from lab.sampler.blocking import trees
from lab.sampler.probes import QUERIES, probes

ALL = frozenset({"pg_stat_statements"})


def query_of(table: str, major: int) -> str:
    """The text of a table's probe on a major version."""
    (found,) = (probe for probe in probes(major, 5, ALL) if probe.table == table)
    return str(found.query)


def waiting(pid: int, *blockers: int) -> dict[str, Any]:
    """A session that waits."""
    return {"pid": pid, "blockers": list(blockers)}


def test_the_newest_query_that_a_server_understands_is_taken() -> None:
    assert "pg_stat_bgwriter" in query_of("checkpoints", 16)
    assert "pg_stat_checkpointer" in query_of("checkpoints", 18)


def test_a_query_of_a_newer_server_is_left_out() -> None:
    assert "io" not in {probe.table for probe in probes(15, 5, ALL)}


def test_without_its_extension_a_probe_is_left_out() -> None:
    assert "statements" not in {probe.table for probe in probes(18, 5, frozenset())}


def test_every_file_is_a_probe_of_some_version() -> None:
    tables = {probe.table for probe in probes(99, 5, ALL)}
    assert tables == {file.stem.partition("_")[0] for file in QUERIES.glob("*.sql")}


def test_each_waiter_is_given_the_head_of_its_queue() -> None:
    rows = {
        row["pid"]: (row["head"], row["depth"])
        for row in trees([waiting(2, 1), waiting(3, 2), waiting(4, 3)])
    }
    assert rows == {2: (1, 1), 3: (1, 2), 4: (1, 3)}


def test_a_circle_ends_at_the_session_itself() -> None:
    rows = {row["pid"]: row["head"] for row in trees([waiting(2, 3), waiting(3, 2), waiting(4, 2)])}
    assert rows == {2: 2, 3: 3, 4: 4}
