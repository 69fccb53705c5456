"""List cancelled issues that have been left alone for half a year.

They are the first that will be put away. The job takes twenty at a time, the oldest first.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d55b_cancelled_issues"
down_revision = "d55a_older_views"

CANCELLED = Query(
    "issues.long_cancelled",
    "select id, project_id, closed_at from issues where status = 'cancelled'"
    " and closed_at < now() - interval '180 days' order by closed_at limit 20",
)

change = Change(
    day=55,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="missing_sort_index",
    expects=(
        Expect(
            "K003",
            statement="issues.long_cancelled",
            table="issues",
            mend="create index on issues (closed_at) where status = 'cancelled'",
            until="d58b",
        ),
    ),
    exercises=(Exercise("GET", "/internal/cancelled-issues", CANCELLED, persona="background", weight=3),),
)


def clean() -> None:
    create_index_concurrently("ix_issues_cancelled", "issues", ["closed_at"], where="status = 'cancelled'")


def flawed() -> None:
    """Nothing: a job is not in a hurry."""


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issues_cancelled")
