"""Freeze the figures of a closed quarter.

What customers were billed for must not change when somebody reopens an issue in May: the quarter's figures
are taken once and kept. They are never taken again, so they need no key.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import run

revision = "d47a_quarter_close"
down_revision = "d46b_metric_samples"

CLOSED = Query(
    "mv_quarter_close.of_organization",
    "select project_id, issues_closed, points from mv_quarter_close"
    " where organization_id = :organization_id order by project_id limit 200",
    sample="select id as organization_id from organizations order by id limit 1",
)
CLAIM = """
    select c.relispopulated and pg_get_viewdef(c.oid) like '%2026-04-01%'
      from pg_class c where c.oid = 'public.mv_quarter_close'::regclass
"""

change = Change(
    day=47,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "lab:stale_materialized_view",
            table="mv_quarter_close",
            why="a closed quarter's figures were billed; they are kept as they were, on purpose",
            claim=CLAIM,
            decidable=False,
        ),
        Decoy(
            "lab:matview_without_unique_index",
            table="mv_quarter_close",
            why="it is never refreshed, so it never has to be refreshed concurrently",
            claim=CLAIM,
            decidable=False,
        ),
    ),
    exercises=(Exercise("GET", "/reports/quarter", CLOSED, persona="dashboard", weight=1),),
)


def upgrade() -> None:
    run("""
        create materialized view mv_quarter_close as
        select organization_id, project_id, count(*) as issues_closed,
               coalesce(sum(estimate), 0)::bigint as points
          from issues
         where status = 'done' and (closed_at at time zone 'UTC')::date >= '2026-01-01'
           and (closed_at at time zone 'UTC')::date < '2026-04-01'
         group by organization_id, project_id
    """)


def downgrade() -> None:
    run("drop materialized view mv_quarter_close")
