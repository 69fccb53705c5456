"""A copy under the lock that the swap needs."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "table_copied_under_lock"
REF = ObjectRef("table", "copied")
LOCK = "lock table copied in access exclusive mode"
COPY = "insert into copied_next select * from copied"
SWAP = "alter table copied rename to copied_old; alter table copied_old rename to copied"


def prepared(filled: Run, execute: Run) -> None:
    filled("copied", "drop table if exists copied_next", "create table copied_next (like copied)")


def test_copy_under_the_lock_is_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    prepared(filled, execute)
    outcome = find(SLUG, REF, measured=change(f"{LOCK}; {COPY}; {SWAP}"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_copied"] == 20_000


def test_copy_before_the_lock_is_not_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    prepared(filled, execute)
    assert find(SLUG, REF, measured=change(COPY, f"{LOCK}; {SWAP}")) is None
