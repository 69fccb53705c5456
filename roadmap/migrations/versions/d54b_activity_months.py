"""Make the next months of the activity log before they begin.

A function makes what is missing for three months ahead; the scheduler asks for it all day long, and nearly
always there is nothing to do.
"""

from pathlib import Path

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.operations import run

revision = "d54b_activity_months"
down_revision = "d54a_drop_old_activity"

MAKE = "select make_activity_months(3) as made"

change = Change(
    day=54,
    engineer=ALEX,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "POST", "/internal/activity-months", Query("activity.make_months", MAKE), persona="background"
        ),
    ),
    growth=(Growth("activity_log", MAKE),),
)

FUNCTION = Path(__file__).with_suffix(".sql").read_text()


def upgrade() -> None:
    run(FUNCTION)


def downgrade() -> None:
    run("drop function make_activity_months(integer)")
