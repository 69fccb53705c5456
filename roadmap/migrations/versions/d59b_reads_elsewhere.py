"""Read what may be a second old from the replica, where there is one.

A person's own history of views is such a page; its index is for that page alone. A service asks how far
behind the replica is.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import create_index, run

revision = "d59b_reads_elsewhere"
down_revision = "d59a_publish_views"

INDEX = "ix_issue_views_user_id"
MINE = Query(
    "issue_views.mine",
    "select issue_id, viewed_at, seconds from issue_views where user_id = :user_id"
    " and viewed_at > now() - interval '14 days' order by viewed_at desc limit 20",
    sample="select user_id from issue_views order by viewed_at desc limit 1",
)
LAG = Query(
    "replica.lag",
    "select pg_is_in_recovery() as is_replica,"
    " extract(epoch from now() - pg_last_xact_replay_timestamp())::float8 as last_change_s",
)

change = Change(
    day=59,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "H002",
            index=INDEX,
            table="issue_views",
            why="its page is read from the replica, whose scans the primary does not count",
            claim="select indisvalid from pg_index"
            " where indexrelid = 'public.ix_issue_views_user_id'::regclass",
            decidable=False,
        ),
    ),
    exercises=(
        Exercise("GET", "/issue-views/mine", MINE, persona="regular", weight=2, may_be_late=True),
        Exercise("GET", "/internal/replica", LAG, persona="background", one=True, may_be_late=True),
    ),
)


def upgrade() -> None:
    create_index(INDEX, "issue_views", ["user_id", "viewed_at"])


def downgrade() -> None:
    run(f"drop index {INDEX}")
