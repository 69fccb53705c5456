"""Read the recently changed issues from the activity log.

The list's own index held a column that every comment and every edit changes, so none of these updates could
stay on its page. The log is in the right order already: the index goes.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d13a_recent_from_activity"
down_revision = "d12b_comment_search"

BY_ACTIVITY = Query(
    "issues.recently_active",
    "select i.id, i.project_id, i.number, i.title, i.status, i.updated_at"
    " from (select distinct issue_id from (select issue_id from activity_log"
    "        where organization_id = :organization_id order by id desc limit 100) latest) a"
    " join issues i on i.id = a.issue_id order by i.updated_at desc limit 20",
    sample="select organization_id from issues group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=13,
    engineer=ALEX,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "GET", "/recent", BY_ACTIVITY, persona="regular", weight=2, summary="Issues that changed last"
        ),
    ),
)


def drop() -> None:
    drop_index_concurrently("ix_issues_recently_updated")


def build() -> None:
    create_index_concurrently("ix_issues_recently_updated", "issues", ["organization_id", "updated_at"])


upgrade = where_flawed("d05a_recently_updated", drop)
downgrade = where_flawed("d05a_recently_updated", build)
