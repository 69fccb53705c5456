"""Attaching scans, unless a check proves the bounds."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "attach_partition_scan"
ATTACH = "alter table whole attach partition older for values from (0) to (30000)"
REF = ObjectRef("table", "older")


def test_unproved_partition_is_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    execute("drop table if exists whole")
    filled("older")
    execute("create table whole (like older) partition by range (id)")
    outcome = find(SLUG, REF, measured=change(ATTACH))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_read"] == 20_000


def test_proved_partition_is_not_found(filled: Run, execute: Run, change: Change, find: Find) -> None:
    execute("drop table if exists whole")
    filled("older")
    execute("create table whole (like older) partition by range (id)")
    execute("alter table older add check (id >= 0 and id < 30000)")
    assert find(SLUG, REF, measured=change(ATTACH)) is None
