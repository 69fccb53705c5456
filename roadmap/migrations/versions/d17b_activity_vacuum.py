"""Vacuum the activity log in smaller helpings.

It only grows. A fifth of it is too much to wait for: two percent of new rows are enough reason to vacuum, so
that index-only scans stay index-only.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.labels import Decoy
from roadmap.operations import run

revision = "d17b_activity_vacuum"
down_revision = "d17a_comment_thread"

change = Change(
    day=17,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "F001",
            table="activity_log",
            why="its own autovacuum settings make it work more often, not less",
            claim="select not coalesce('autovacuum_enabled=false' = any(reloptions), false)"
            " from pg_class where oid = 'public.activity_log'::regclass",
        ),
    ),
)


def upgrade() -> None:
    run(
        "alter table activity_log set"
        " (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
    )


def downgrade() -> None:
    run(
        "alter table activity_log reset"
        " (autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor)"
    )
