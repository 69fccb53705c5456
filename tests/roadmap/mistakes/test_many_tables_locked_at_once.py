"""Three tables in one transaction, or one in each."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "many_tables_locked_at_once"
STEPS = [f"alter table {name}_of_three add column a int" for name in ("first", "second", "third")]
REF = ObjectRef("table", "first_of_three")


def test_one_transaction_is_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    filled("first_of_three")
    execute("drop table if exists second_of_three, third_of_three")
    execute("create table second_of_three (id int)")
    execute("create table third_of_three (id int)")
    outcome = find(SLUG, REF, measured=change("; ".join(STEPS)))
    assert isinstance(outcome, Evidence)
    assert len(outcome.figures["relations"]) == 3


def test_one_transaction_each_is_not_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    filled("first_of_three")
    execute("drop table if exists second_of_three, third_of_three")
    execute("create table second_of_three (id int)")
    execute("create table third_of_three (id int)")
    assert find(SLUG, REF, measured=change(*STEPS)) is None
