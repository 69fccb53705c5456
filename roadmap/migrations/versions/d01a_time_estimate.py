"""Give issues an estimate and a total of the time spent, in minutes.

Two columns, one of them with a constant default: PostgreSQL stores the default once and rewrites nothing.
The issue's time box shows both.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.operations import run

revision = "d01a_time_estimate"
down_revision = "baseline"

TIME_BOX = Query(
    "issues.time_box",
    "select id, estimated_minutes, spent_minutes from issues where id = :issue_id",
    sample="select id as issue_id from issues limit 1",
)

change = Change(
    day=1,
    engineer=ALEX,
    kind=Kind.GOOD,
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/time", TIME_BOX, persona="regular", weight=2, one=True),
    ),
)


def upgrade() -> None:
    run(
        "alter table issues add column estimated_minutes integer,"
        " add column spent_minutes integer not null default 0"
    )


def downgrade() -> None:
    run("alter table issues drop column estimated_minutes, drop column spent_minutes")
