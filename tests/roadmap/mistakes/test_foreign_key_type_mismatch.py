"""A foreign key must be as wide as what it points at."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "foreign_key_type_mismatch"
REF = ObjectRef("constraint", "mixed_fk", table="mixed")
PARENT = "create table mixed_parents (id bigint primary key)"
CHILD = (
    "create table mixed (parent_id {0}, constraint mixed_fk foreign key (parent_id) references mixed_parents)"
)


def test_narrower_key_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists mixed, mixed_parents", PARENT, CHILD.format("int"))
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures == {"type": "integer", "referenced_type": "bigint"}


def test_same_type_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists mixed, mixed_parents", PARENT, CHILD.format("bigint"))
    assert find(SLUG, REF) is None
