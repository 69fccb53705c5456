"""Count activity by hour once, and add what has come since.

The heatmap read 90 days of the log on each visit. The night's count keeps hours per person; the page adds
the log's newest entries, those after the last one counted, so that it is as right as before. Pages keep
room, because an hour that is not over is counted again in place.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import run

revision = "d42b_activity_hours"
down_revision = "d42a_organization_totals"

HEATMAP = Query(
    "report.activity_heatmap",
    """
    select extract(isodow from day)::int as weekday, hour::int as hour, sum(changes)::bigint as changes,
           count(distinct nullif(user_id, 0)) as people
      from (
        select day, hour, user_id, changes from report_activity_hours
         where organization_id = :organization_id and day > (now() - make_interval(days => :days))::date
         union all
        select (created_at at time zone 'UTC')::date,
               extract(hour from created_at at time zone 'UTC')::smallint, coalesce(user_id, 0), 1
          from activity_log
         where organization_id = :organization_id
           and id > coalesce((select reached from report_watermarks where name = 'activity'), 0)
           and created_at > now() - make_interval(days => :days)
      ) hours
     group by 1, 2 order by 1, 2
    """,
    sample="select organization_id, 366 as days from issues group by 1 order by count(*) desc, 1 limit 1",
)
GROWTH = """
    with top as (
        select coalesce(max(id), 0) as id from activity_log
    ), seen as (
        select coalesce(max(reached) filter (where reached <= top.id), 0) as id
          from top left join report_watermarks on name = 'activity'
    ), marked as (
        insert into report_watermarks (name, reached) select 'activity', id from top
        on conflict (name) do update set reached = excluded.reached
    )
    insert into report_activity_hours as kept (organization_id, day, hour, user_id, changes)
    select organization_id, (created_at at time zone 'UTC')::date,
           extract(hour from created_at at time zone 'UTC')::smallint, coalesce(user_id, 0), count(*)
      from activity_log
     where id > (select id from seen) and id <= (select id from top)
     group by 1, 2, 3, 4
    on conflict on constraint report_activity_hours_pkey do update
       set changes = kept.changes + excluded.changes
"""

change = Change(
    day=42,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "F004",
            table="report_activity_hours",
            why="a fifth of each page is kept free on purpose, for hours that are counted again in place",
            claim="select 'fillfactor=80' = any (reloptions) from pg_class"
            " where oid = 'public.report_activity_hours'::regclass",
        ),
    ),
    exercises=(
        Exercise(
            "GET", "/analytics/activity/heatmap", HEATMAP, persona="dashboard", takes_over="activity_heatmap"
        ),
    ),
    growth=(Growth("report_activity_hours", GROWTH),),
)


def upgrade() -> None:
    run("""
        create table report_activity_hours (
            organization_id bigint not null references organizations on delete cascade,
            day date not null,
            hour smallint not null,
            user_id bigint not null,
            changes integer not null,
            constraint report_activity_hours_pkey primary key (organization_id, day, hour, user_id)
        ) with (fillfactor = 80)
    """)


def downgrade() -> None:
    run("drop table report_activity_hours")
    run("delete from report_watermarks where name = 'activity'")
