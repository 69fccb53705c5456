"""Let billing read a month's time entries.

The billing run reads one month by date, once, on the first of the next month. It reads a few percent of the
table and must not be in anybody's way, hence the index.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.labels import Decoy
from roadmap.operations import create_index_concurrently, drop_index_concurrently

revision = "d04b_month_end_billing"
down_revision = "d04a_time_entries_issue_index"

change = Change(
    day=4,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "H002",
            index="ix_time_entries_spent_on",
            table="time_entries",
            why="only the billing run on the first of a month reads it; no observation of days can see that",
            claim="select to_regclass('public.ix_time_entries_spent_on') is not null",
            decidable=False,
        ),
    ),
)


def upgrade() -> None:
    create_index_concurrently("ix_time_entries_spent_on", "time_entries", ["spent_on"])


def downgrade() -> None:
    drop_index_concurrently("ix_time_entries_spent_on")
