"""Random keys against keys in the order of insertion."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "random_uuid_primary_key"
REF = ObjectRef("table", "keyed", columns=("id",))


def test_random_keys_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists keyed")
    execute("create table keyed as select gen_random_uuid() as id from generate_series(1, 500)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert abs(outcome.figures["correlation"]) < 0.5


def test_ordered_keys_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists keyed")
    execute(
        "create table keyed as select lpad(to_hex(i), 32, '0')::uuid as id from generate_series(1, 500) i"
    )
    assert find(SLUG, REF) is None


def test_empty_table_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists keyed")
    execute("create table keyed (id uuid)")
    assert isinstance(find(SLUG, REF), Unknown)
