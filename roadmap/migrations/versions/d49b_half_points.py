"""Count half points.

Two teams estimate in halves; their charts round up.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d49b_half_points"
down_revision = "d49a_months"

POINTS = (
    "select day, {points}::float8 as points from report_project_days"
    " where project_id = :project_id order by day desc limit 30"
)
SAMPLE = "select project_id from report_project_days group by 1 order by count(*) desc, 1 limit 1"

change = Change(
    day=49,
    engineer=SAM,
    kind=Kind.TYPE_CHANGE,
    mistake="type_change_rewrite",
    scripted="clean",
    expects=(Expect("lab:type_change_rewrite", table="report_project_days"),),
    exercises=(
        Exercise(
            "GET",
            "/projects/<id:project_id>/points",
            Query("report_project_days.points", POINTS.format(points="points_done"), SAMPLE),
            persona="regular",
            clean=Query(
                "report_project_days.points",
                POINTS.format(points="(points_done + 0.5 * half_points)"),
                SAMPLE,
            ),
        ),
    ),
)


def clean() -> None:
    run("alter table report_project_days add column half_points smallint not null default 0")


def flawed() -> None:
    run("alter table report_project_days alter column points_done type numeric(10, 1)")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    run("alter table report_project_days drop column half_points")


def undo_flawed() -> None:
    run(
        "alter table report_project_days"
        " alter column points_done type integer using ceil(points_done)::integer"
    )


downgrade = variants(undo_clean, undo_flawed)
