"""What one delete takes along."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "cascade_over_big_table"
RESET = (
    "drop table if exists cascaded, cascade_parents cascade;"
    "create table cascade_parents (id int primary key); insert into cascade_parents values (1)"
)
CHILD = (
    "create table cascaded (parent_id int,"
    " constraint cascaded_fk foreign key (parent_id) references cascade_parents{0})"
)
REF = ObjectRef("constraint", "cascaded_fk", table="cascaded")


def test_cascade_over_many_rows_is_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute(CHILD.format(" on delete cascade"))
    execute("insert into cascaded select 1 from generate_series(1, 2000)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_deleted_with_one_parent"] == 2_000


def test_restrict_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute(CHILD.format(""))
    execute("insert into cascaded select 1 from generate_series(1, 2000)")
    assert find(SLUG, REF) is None


def test_cascade_over_few_rows_is_unknown(execute: Run, find: Find) -> None:
    execute(RESET)
    execute(CHILD.format(" on delete cascade"))
    execute("insert into cascaded values (1)")
    assert isinstance(find(SLUG, REF), Unknown)
