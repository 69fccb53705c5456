"""The alerts that the roadmap sets out to cause, and the findings that stand for each.

Most follow from a finding's check or mistake. Two are about what a statement or an index is for, which no
check names: there the statement says it (it compares the status of issues), or the index is named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from roadmap.catalogue import Revision, revisions
from roadmap.labels import Expect
from roadmap.mistake import mistakes
from roadmap.proof import query_named

SCHEMA_CHANGES = {
    "add_check_validated_at_once",
    "add_foreign_key_validated_at_once",
    "create_index_blocking_writers",
    "generated_column_rewrite",
    "many_tables_locked_at_once",
    "set_not_null_scan",
    "table_copied_under_lock",
    "type_change_rewrite",
    "volatile_default_rewrite",
}
POOL = {"contended_row", "pool_exhausted_by_waiting", "session_lock_in_pool"}
LONG = {"lab:long_running_query"}
# Made for a page that always gives the other column, and may leave out the one that they begin with.
BEGIN_WITH_THE_WRONG_COLUMN = {
    "ix_activity_log_action",
    "ix_sla_breaches_latest",
    "ix_webhook_attempts_created_at_organization_id",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """A finding that stands for an alert."""

    revision: Revision
    number: int
    expect: Expect

    @property
    def id(self) -> str:
        """The finding's id in the ground truth."""
        return f"{self.revision.id}.{self.number}"

    @property
    def mistake(self) -> str:
        """What was done wrong."""
        return self.expect.mistake or str(self.revision.change.mistake)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert, and whether a finding stands for it."""

    title: str
    stands: Callable[[Stand], bool]

    def findings(self) -> tuple[Stand, ...]:
        """All findings of all flawed ways that stand for it, in the order of the changes."""
        return tuple(stand for stand in _all() if self.stands(stand))


def _all() -> Iterator[Stand]:
    for revision in revisions():
        for number, expect in enumerate(revision.change.expects, start=1):
            yield Stand(revision, number, expect)


def _of_check(check: str) -> Callable[[Stand], bool]:
    return lambda stand: stand.expect.check == check


def _is_ddl(stand: Stand) -> bool:
    return stand.mistake in SCHEMA_CHANGES and mistakes()[stand.mistake].event


def _compares_status(stand: Stand) -> bool:
    expect = stand.expect
    if expect.check != "K003" or expect.table != "issues" or expect.statement is None:
        return False
    return "status" in query_named(expect.statement).sql.partition(" where ")[2]


ALERTS = (
    Alert("Unused index (H002)", _of_check("H002")),
    Alert("Redundant index (H004)", _of_check("H004")),
    Alert("Heap bloat (F004)", _of_check("F004")),
    Alert("Index bloat (F005)", _of_check("F005")),
    Alert("Slow query (K003)", _of_check("K003")),
    Alert("Lock contention during DDL", _is_ddl),
    Alert("Long-running query", lambda stand: stand.expect.check in LONG),
    Alert("Connection-pool trouble", lambda stand: stand.mistake in POOL),
    Alert("Tables that need VACUUM (F003)", _of_check("F003")),
    Alert(
        "Unused index, wrong column order",
        lambda stand: stand.expect.check == "H002" and stand.expect.index in BEGIN_WITH_THE_WRONG_COLUMN,
    ),
    Alert("Slow query on issues.status", _compares_status),
)
