"""A foreign key needs an index that begins with its columns."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "foreign_key_without_index"
TABLES = (
    "create table {0}_parents (a int, b int, primary key (a, b))",
    "create table {0}_children (id int, a int, b int,"
    " constraint {0}_fk foreign key (a, b) references {0}_parents)",
)


def foreign_key(name: str) -> ObjectRef:
    return ObjectRef("constraint", f"{name}_fk", table=f"{name}_children")


def test_unindexed_foreign_key_is_found(execute: Run, find: Find) -> None:
    execute(*(statement.format("bare") for statement in TABLES))
    execute(
        "create index on bare_children (a) include (b)", "create index on bare_children (a, b) where id > 5"
    )
    outcome = find(SLUG, foreign_key("bare"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["columns"] == ["a", "b"]


def test_indexed_foreign_key_is_not_found(execute: Run, find: Find) -> None:
    execute(*(statement.format("covered") for statement in TABLES))
    execute("create index on covered_children (b, a, id)")
    assert find(SLUG, foreign_key("covered")) is None


def test_dropped_foreign_key_is_not_found(execute: Run, find: Find) -> None:
    execute(*(statement.format("gone") for statement in TABLES))
    execute("alter table gone_children drop constraint gone_fk")
    assert find(SLUG, foreign_key("gone")) is None
