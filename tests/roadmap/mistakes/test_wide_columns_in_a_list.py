"""What a list sends and what it shows."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Statement, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "wide_columns_in_a_list"
REF = ObjectRef("statement", "fat.read", table="fat")
STATEMENT = Statement("select * from fat")
BETTER = Statement("select id from fat")
FAT = "create table fat as select i as id, repeat('x', {0}) as body from generate_series(1, 50) i"


def test_body_in_a_list_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists fat", FAT.format(5000))
    outcome = find(SLUG, REF, statement=STATEMENT, better=BETTER)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["bytes"] > 250_000


def test_named_columns_are_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists fat", FAT.format(5000))
    assert find(SLUG, REF, statement=BETTER, better=BETTER) is None


def test_small_rows_are_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists fat", FAT.format(2))
    assert isinstance(find(SLUG, REF, statement=STATEMENT, better=BETTER), Unknown)
