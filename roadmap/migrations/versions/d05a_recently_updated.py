"""List the issues that changed last, as the start page of an organization.

Everybody opens the day with this list, so it has to be quick.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect, Subject
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d05a_recently_updated"
down_revision = "d04b_month_end_billing"

SAMPLE = "select organization_id from issues group by 1 order by count(*) desc, 1 limit 1"
BY_COLUMN = Query(
    "issues.recently_updated",
    "select id, project_id, number, title, status, updated_at from issues"
    " where organization_id = :organization_id order by updated_at desc limit 20",
    sample=SAMPLE,
)
BY_ACTIVITY = Query(
    "issues.recently_updated",
    "select i.id, i.project_id, i.number, i.title, i.status, i.updated_at"
    " from (select distinct issue_id from (select issue_id from activity_log"
    "        where organization_id = :organization_id order by id desc limit 100) latest) a"
    " join issues i on i.id = a.issue_id order by i.updated_at desc limit 20",
    sample=SAMPLE,
)

change = Change(
    day=5,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="index_on_updated_column",
    expects=(
        Expect(
            "F005",
            index="ix_issues_recently_updated",
            table="issues",
            until="d13a",
            visible_after=1,
            proof=Subject(table="issues", columns=("updated_at",)),
            also=(
                Also("lab:low_hot_ratio", table="issues"),
                Also("F004", table="issues"),
                Also("F003", table="issues"),
            ),
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/recent",
            BY_COLUMN,
            persona="regular",
            weight=2,
            clean=BY_ACTIVITY,
            until="d13a",
            summary="Issues that changed last",
        ),
    ),
)


def clean() -> None:
    """The activity log is in this order already; no index of issues is needed."""


def flawed() -> None:
    create_index_concurrently("ix_issues_recently_updated", "issues", ["organization_id", "updated_at"])


def downgrade() -> None:
    drop_index_concurrently("ix_issues_recently_updated")


upgrade = variants(clean, flawed)
