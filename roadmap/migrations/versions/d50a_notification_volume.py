"""Watch how many notifications of a kind are sent.

The operators' dashboard counts a day's by kind; an index has the kind and the time.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect
from roadmap.operations import create_index, create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants
from webapp.schemas.base import Day

revision = "d50a_notification_volume"
down_revision = "d49b_half_points"

VOLUME = Query(
    "report.notification_volume",
    "select count(*) as sent, count(read_at) as opened from notifications"
    " where type = 'issue_assigned'"
    " and created_at >= cast(:day as date) and created_at < cast(:day as date) + 1",
    sample="select created_at::date as day from notifications where type = 'issue_assigned'"
    " order by id desc limit 1",
)

change = Change(
    day=50,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="create_index_blocking_writers",
    scripted="clean",
    expects=(Expect("lab:create_index_blocking_writers", table="notifications"),),
    exercises=(
        Exercise(
            "GET",
            "/internal/reports/notifications",
            VOLUME,
            persona="background",
            weight=2,
            one=True,
            parameters=(Parameter("day", Day, {"examples": ["2026-03-02", "2026-09-14"]}),),
        ),
    ),
)


def clean() -> None:
    create_index_concurrently("ix_notifications_type_created_at", "notifications", ["type", "created_at"])


def flawed() -> None:
    create_index("ix_notifications_type_created_at", "notifications", ["type", "created_at"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_notifications_type_created_at")
