"""One id column for several tables."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "polymorphic_association"
REF = ObjectRef("table", "reactions", columns=("kind", "target_id"))


def test_id_of_two_tables_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists reactions cascade")
    execute("create table reactions as select unnest(array['issue', 'comment']) as kind, 1 as target_id")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["types"] == 2


def test_id_with_a_foreign_key_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists reactions, reacted cascade")
    execute("create table reacted (id int primary key)")
    execute("create table reactions (kind text, target_id int references reacted)")
    assert find(SLUG, REF) is None


def test_id_of_one_table_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists reactions cascade")
    execute("create table reactions as select 'issue'::text as kind, 1 as target_id")
    assert isinstance(find(SLUG, REF), Unknown)
