"""A partitioned table needs a key that includes the partition key."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "partitioned_table_without_key"
REF = ObjectRef("table", "monthly")


def test_partitioned_table_without_key_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists monthly cascade")
    execute("create table monthly (id int, month int) partition by list (month)")
    execute("create table monthly_1 partition of monthly for values in (1)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["partitions"] == 1


def test_key_with_the_partition_key_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists monthly cascade")
    execute("create table monthly (id int, month int, primary key (id, month)) partition by list (month)")
    assert find(SLUG, REF) is None
