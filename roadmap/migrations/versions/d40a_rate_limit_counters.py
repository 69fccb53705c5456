"""Let the request counters be updated in place.

Each hit moved the row, because an index held the count, and vacuum was told to come late. The index goes;
vacuum comes at two percent; new pages keep some room. Who asked most today is found by the day and sorted.
"""

from roadmap.change import FLAWED, Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import way_of

revision = "d40a_rate_limit_counters"
down_revision = "d39b_sync_links_index"

change = Change(day=40, engineer=ALEX, kind=Kind.GOOD)


def upgrade() -> None:
    if way_of("d36b_rate_limit_windows") == FLAWED:
        drop_index_concurrently("ix_rate_limit_windows_used")
        run("alter table rate_limit_windows set (fillfactor = 70)")
    if way_of("d38b_rate_limit_vacuum") == FLAWED:
        run("alter table rate_limit_windows set (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    if way_of("d38b_rate_limit_vacuum") == FLAWED:
        run("alter table rate_limit_windows set (autovacuum_vacuum_scale_factor = 0.6)")
    if way_of("d36b_rate_limit_windows") == FLAWED:
        run("alter table rate_limit_windows reset (fillfactor)")
        create_index_concurrently(
            "ix_rate_limit_windows_used", "rate_limit_windows", ["organization_id", "used"]
        )
