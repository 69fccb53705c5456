"""Let the request counters be updated in place.

Each hit moved the row, because an index held the count. One by the time takes its place, new pages keep some
room, and who asked most is found by the organization and sorted.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import where_flawed

revision = "d40a_rate_limit_counters"
down_revision = "d39b_sync_links_index"

change = Change(day=40, engineer=ALEX, kind=Kind.GOOD)


def in_place() -> None:
    create_index_concurrently(
        "ix_rate_limit_windows_of_day", "rate_limit_windows", ["organization_id", "window_start"]
    )
    drop_index_concurrently("ix_rate_limit_windows_used")
    run("alter table rate_limit_windows set (fillfactor = 85)")


def as_before() -> None:
    run("alter table rate_limit_windows reset (fillfactor)")
    create_index_concurrently("ix_rate_limit_windows_used", "rate_limit_windows", ["organization_id", "used"])
    drop_index_concurrently("ix_rate_limit_windows_of_day")


upgrade = where_flawed("d36b_rate_limit_windows", in_place)
downgrade = where_flawed("d36b_rate_limit_windows", as_before)
