"""Without the partition key every partition is searched."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "query_without_partition_key"
TABLE = (
    "drop table if exists parts",
    "create table parts (id int, month int, user_id int) partition by list (month)",
    *(f"create table parts_{month} partition of parts for values in ({month})" for month in range(6)),
    "insert into parts select i, i % 6, i % 100 from generate_series(1, 60000) i",
    "analyze parts",
)
REF = ObjectRef("statement", "parts.read", table="parts")
STATEMENT = Statement("select * from parts where user_id = 3 and month % 6 = 2")
BETTER = Statement("select * from parts where user_id = 3 and month = 2")


def test_statement_without_the_key_is_found(execute: Run, find: Find) -> None:
    execute(*TABLE)
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["partitions"] == 6


def test_statement_with_the_key_is_not_found(execute: Run, find: Find) -> None:
    execute(*TABLE)
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None
    assert find(SLUG, REF, statement=BETTER, better=STATEMENT) is None
