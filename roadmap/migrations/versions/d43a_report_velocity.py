"""Compute every cycle's figures ahead for the velocity chart.

The chart sums up the issues of twelve cycles on each visit. One pass over all cycles gives the same
numbers, and the chart has them at once.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index, run
from roadmap.variants import variants

revision = "d43a_report_velocity"
down_revision = "d42b_activity_hours"

CYCLES = """
    select c.id as cycle_id, c.project_id, c.name, c.start_date, c.end_date, c.status,
           count(i.id) as issues,
           count(i.id) filter (where i.status = 'done') as done_issues,
           coalesce(sum(i.estimate), 0)::bigint as points,
           coalesce(sum(i.estimate) filter (where i.status = 'done'), 0)::bigint as done_points
      from cycles c left join issues i on i.cycle_id = c.id
     group by c.id, c.project_id, c.name, c.start_date, c.end_date, c.status
"""
TABLE = """
    create table report_velocity (
        cycle_id bigint primary key references cycles on delete cascade,
        project_id bigint not null references projects on delete cascade,
        name text not null,
        start_date date not null,
        end_date date not null,
        status cycle_status not null,
        issues bigint not null,
        done_issues bigint not null,
        points bigint not null,
        done_points bigint not null
    )
"""
COUNT_AGAIN = f"""
    insert into report_velocity as kept
    {CYCLES} order by c.id
    on conflict (cycle_id) do update
       set name = excluded.name, status = excluded.status, issues = excluded.issues,
           done_issues = excluded.done_issues, points = excluded.points, done_points = excluded.done_points
     where (kept.name, kept.status, kept.issues, kept.done_issues, kept.points, kept.done_points)
        is distinct from (excluded.name, excluded.status, excluded.issues, excluded.done_issues,
                          excluded.points, excluded.done_points)
"""  # noqa: S608 - nothing of it comes from outside
VELOCITY = Query(
    "report.velocity",
    """
    select p.id as project_id,
           coalesce((select avg(done_points) from (
               select nullif(v.done_points, 0) as done_points from report_velocity v
                where v.project_id = p.id and v.status = 'completed' and v.issues > 0
                order by v.start_date desc limit 12) done), 0)::float8 as average_points,
           coalesce((select json_agg(cycle order by cycle.start_date desc) from (
               select v.cycle_id, v.name, v.start_date, v.end_date, v.status, v.issues, v.done_issues,
                      v.points, v.done_points
                 from report_velocity v where v.project_id = p.id order by v.start_date desc limit 12
           ) cycle), '[]') as cycles
      from projects p
     where p.id = :project_id and p.organization_id = :organization_id
    """,
    sample="select id as project_id, organization_id from projects p"
    " order by (select count(*) from cycles c where c.project_id = p.id) desc, id limit 1",
)

change = Change(
    day=43,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="stale_materialized_view",
    expects=(
        Expect("lab:stale_materialized_view", table="report_velocity", until="d46a", visible_after=1),
        Expect(
            "K003",
            statement="report.velocity",
            table="report_velocity",
            mistake="missing_index",
            mend="create index on report_velocity (project_id, start_date)",
            until="d46a",
        ),
        Expect(
            "lab:matview_without_unique_index",
            table="report_velocity",
            mistake="matview_without_unique_index",
            until="d46a",
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/analytics/projects/<id:project_id>/velocity",
            VELOCITY,
            persona="dashboard",
            takes_over="velocity",
        ),
    ),
    growth=(Growth("report_velocity", COUNT_AGAIN, ran="clean"),),
)


def clean() -> None:
    run(TABLE)
    run(COUNT_AGAIN)
    create_index("ix_report_velocity_project_id", "report_velocity", ["project_id", "start_date"])


def flawed() -> None:
    run(f"create materialized view report_velocity as {CYCLES}")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    run("drop table report_velocity")


def undo_flawed() -> None:
    run("drop materialized view report_velocity")


downgrade = variants(undo_clean, undo_flawed)
