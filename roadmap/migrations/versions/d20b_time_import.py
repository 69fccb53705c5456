"""Import time entries from the old tracker at night.

The import is slow while vacuum works on the same table, so the table is left alone by it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Also, Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d20b_time_import"
down_revision = "d20a_saved_search_unique"

change = Change(
    day=20,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="autovacuum_off",
    expects=(Expect("F003", table="time_entries", also=(Also("F001", table="time_entries"),)),),
)


def clean() -> None:
    run("alter table time_entries set (autovacuum_vacuum_cost_delay = 10)")


def flawed() -> None:
    run("alter table time_entries set (autovacuum_enabled = false)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table time_entries reset (autovacuum_enabled, autovacuum_vacuum_cost_delay)")
