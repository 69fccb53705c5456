"""Show who has looked at an issue.

The index is made on the partitioned table, so that every week has it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index, run
from roadmap.variants import variants

revision = "d52b_views_of_issue"
down_revision = "d52a_activity_by_month"

INDEX = "ix_issue_views_issue_id"
OF_ISSUE = Query(
    "issue_views.of_issue",
    "select user_id, count(*) as views, max(viewed_at) as last_viewed_at from issue_views"
    " where issue_id = :issue_id group by user_id order by max(viewed_at) desc limit 20",
    sample="select issue_id from issue_views order by viewed_at desc limit 1",
)

change = Change(
    day=52,
    engineer=SAM,
    kind=Kind.MISSING_INDEX,
    mistake="invalid_index",
    expects=(
        Expect("H001", index=INDEX, table="issue_views", until="d54c"),
        Expect(
            "K003",
            statement="issue_views.of_issue",
            table="issue_views",
            mistake="missing_index",
            mend="create index on issue_views (issue_id, viewed_at)",
            until="d54c",
        ),
    ),
    exercises=(Exercise("GET", "/issues/<issue:issue_id>/views", OF_ISSUE, persona="regular", weight=2),),
)


def clean() -> None:
    """Written to at night only, so an ordinary build is in nobody's way."""
    create_index(INDEX, "issue_views", ["issue_id", "viewed_at"])


def flawed() -> None:
    run(f"create index {INDEX} on only issue_views using btree (issue_id, viewed_at)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run(f"drop index {INDEX}")
