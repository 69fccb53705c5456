"""Keep the velocity chart's figures up to date.

They were computed once, on the day of the change, and never again. Now they are a table: counted each night
and whenever the scheduler asks, only what differs is written, and a project's cycles are found by an index.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.operations import create_index, run
from roadmap.variants import where_flawed

revision = "d46a_velocity_kept"
down_revision = "d45b_totals_by_key"

CYCLES = """
    select c.id as cycle_id, c.project_id, c.name, c.start_date, c.end_date, c.status,
           count(i.id) as issues,
           count(i.id) filter (where i.status = 'done') as done_issues,
           coalesce(sum(i.estimate), 0)::bigint as points,
           coalesce(sum(i.estimate) filter (where i.status = 'done'), 0)::bigint as done_points
      from cycles c left join issues i on i.cycle_id = c.id
     where {which}
     group by c.id, c.project_id, c.name, c.start_date, c.end_date, c.status
"""
COUNT = """
    insert into report_velocity as kept
    {cycles} order by c.id
    on conflict (cycle_id) do update
       set name = excluded.name, status = excluded.status, issues = excluded.issues,
           done_issues = excluded.done_issues, points = excluded.points, done_points = excluded.done_points
     where (kept.name, kept.status, kept.issues, kept.done_issues, kept.points, kept.done_points)
        is distinct from (excluded.name, excluded.status, excluded.issues, excluded.done_issues,
                          excluded.points, excluded.done_points)
"""
ALL = COUNT.format(cycles=CYCLES.format(which="true"))
ACTIVE = COUNT.format(cycles=CYCLES.format(which="c.status = 'active'"))
MATERIALIZED = """
    create materialized view report_velocity as
    select c.id as cycle_id, c.project_id, c.name, c.start_date, c.end_date, c.status,
           count(i.id) as issues,
           count(i.id) filter (where i.status = 'done') as done_issues,
           coalesce(sum(i.estimate), 0)::bigint as points,
           coalesce(sum(i.estimate) filter (where i.status = 'done'), 0)::bigint as done_points
      from cycles c left join issues i on i.cycle_id = c.id
     group by c.id, c.project_id, c.name, c.start_date, c.end_date, c.status
"""

change = Change(
    day=46,
    engineer=JORDAN,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "POST",
            "/internal/reports/velocity",
            Query(
                "report.count_velocity",
                f"with counted as ({ACTIVE} returning cycle_id) select count(*) as cycles from counted",  # noqa: S608
            ),
            persona="background",
            summary="Count the active cycles again",
        ),
    ),
    growth=(Growth("report_velocity", ALL),),
)


def keep() -> None:
    run("drop materialized view report_velocity")
    run("""
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
    """)
    run(ALL)
    create_index("ix_report_velocity_project_id", "report_velocity", ["project_id", "start_date"])


def compute_once() -> None:
    run("drop table report_velocity")
    run(MATERIALIZED)


upgrade = where_flawed("d43a_report_velocity", keep)
downgrade = where_flawed("d43a_report_velocity", compute_once)
