"""A triage list: urgent issues that nobody has begun, newest first, across the organization.

Team leads open it many times a day.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d13b_triage"
down_revision = "d13a_recent_from_activity"

URGENT = Query(
    "issues.triage",
    "select id, project_id, number, title, created_at from issues"
    " where organization_id = :organization_id and status = 'backlog' and priority = 'urgent'"
    " order by created_at desc limit 20",
    sample="select organization_id from issues group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=13,
    engineer=ALEX,
    kind=Kind.MISSING_INDEX,
    mistake="missing_composite_index",
    expects=(
        Expect(
            "K003",
            statement="issues.triage",
            table="issues",
            mend="create index on issues (organization_id, status, priority, created_at)",
            until="d16a",
        ),
    ),
    exercises=(Exercise("GET", "/triage", URGENT, persona="regular", weight=3),),
)


def clean() -> None:
    create_index_concurrently(
        "ix_issues_triage", "issues", ["organization_id", "status", "priority", "created_at"]
    )


def flawed() -> None:
    """Nothing: the board's index begins with the organization, too, and should do."""


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_issues_triage")
