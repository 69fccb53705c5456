"""Make a log of activity that is partitioned by month, beside the one in use.

It has the same columns, indexes and foreign keys, and no row yet. What is older than a year is in one
partition; the key becomes (id, created_at), since the key of a partitioned table must hold the column that
decides.
"""

from pathlib import Path

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.moving.steps import add_foreign_keys, make_twin, stop_mirroring
from roadmap.operations import committed, run

revision = "d52a_activity_by_month"
down_revision = "d51b_issue_views"

change = Change(day=52, engineer=ALEX, kind=Kind.GOOD)

MONTHS = Path(__file__).with_suffix(".sql").read_text()


def upgrade() -> None:
    with committed():
        run("drop table if exists activity_log_next")
    make_twin("activity_log", "activity_log_next", "_next", "id, created_at", partition_key="created_at")
    run(MONTHS)
    add_foreign_keys("activity_log", "activity_log_next")


def downgrade() -> None:
    stop_mirroring("activity_log")
    run("drop table activity_log_next")
