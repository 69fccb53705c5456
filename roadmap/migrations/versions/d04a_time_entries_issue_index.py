"""Find an issue's time entries by an index.

The issue page has become slow since time tracking shipped: each view reads the whole table, and so does each
deleted issue. Built concurrently, nobody waits.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d04a_time_entries_issue_index"
down_revision = "d03a_spent_minutes"

change = Change(day=4, engineer=ALEX, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently("ix_time_entries_issue_id", "time_entries", ["issue_id"])


def drop() -> None:
    drop_index_concurrently("ix_time_entries_issue_id")


upgrade = where_flawed("d02a_time_entries", build)
downgrade = where_flawed("d02a_time_entries", drop)
