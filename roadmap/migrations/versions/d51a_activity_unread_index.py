"""Drop an index of the activity log that nobody reads.

The filter by kind of action was never built. The log is about to move, and an index that has not been scanned
in seven weeks need not move with it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d51a_activity_unread_index"
down_revision = "d50b_facets_later"

change = Change(day=51, engineer=ALEX, kind=Kind.GOOD)


def drop() -> None:
    drop_index_concurrently("ix_activity_log_action")


def build() -> None:
    create_index_concurrently("ix_activity_log_action", "activity_log", ["action", "user_id"])


upgrade = where_flawed("d14b_activity_of_a_person", drop)
downgrade = where_flawed("d14b_activity_of_a_person", build)
