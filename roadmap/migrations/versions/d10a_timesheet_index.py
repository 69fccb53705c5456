"""Drop the timesheet's narrow index.

The one by person and day begins with the person, so it answers everything that the narrow one does.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d10a_timesheet_index"
down_revision = "d09b_field_definitions_index"

change = Change(day=10, engineer=SAM, kind=Kind.GOOD)


def drop() -> None:
    drop_index_concurrently("ix_time_entries_user_id")


def build() -> None:
    create_index_concurrently("ix_time_entries_user_id", "time_entries", ["user_id"])


upgrade = where_flawed("d02b_timesheet", drop)
downgrade = where_flawed("d02b_timesheet", build)
