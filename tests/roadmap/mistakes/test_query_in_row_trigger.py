"""What a trigger does once, and what it does per row."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "query_in_row_trigger"
TABLE = "drop table if exists watched; create table watched (a int)"
FUNCTION = (
    "create or replace function count_watched() returns trigger language plpgsql as $$ begin {0}; end $$"
)
REF = ObjectRef("table", "watched")


def test_query_for_each_row_is_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute(FUNCTION.format("update totals_of set n = n + 1; return new"))
    execute("create trigger counting after insert on watched for each row execute function count_watched()")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["triggers"] == ["counting"]


def test_assignment_for_each_row_is_not_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute(FUNCTION.format("new.a := 1; return new"))
    execute("create trigger setting before insert on watched for each row execute function count_watched()")
    assert find(SLUG, REF) is None


def test_query_for_each_statement_is_not_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute(FUNCTION.format("update totals_of set n = n + 1; return null"))
    execute(
        "create trigger counting after insert on watched for each statement execute function count_watched()"
    )
    assert find(SLUG, REF) is None
