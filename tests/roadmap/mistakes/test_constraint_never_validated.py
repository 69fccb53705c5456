"""The second half of adding a constraint."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "constraint_never_validated"
REF = ObjectRef("constraint", "late_ck", table="late")


def test_unvalidated_check_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists late cascade")
    execute("create table late (a int)")
    execute("alter table late add constraint late_ck check (a > 0) not valid")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert "NOT VALID" in outcome.figures["definition"]


def test_validated_check_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists late cascade")
    execute("create table late (a int)")
    execute("alter table late add constraint late_ck check (a > 0) not valid")
    execute("alter table late validate constraint late_ck")
    assert find(SLUG, REF) is None
