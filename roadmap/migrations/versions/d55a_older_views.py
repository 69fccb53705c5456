"""Import the views of the quarter before, and mind what no week takes.

The old tool's export reaches twelve weeks further back. And some night the import will stop because a week is
missing; that must not happen again.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d55a_older_views"
down_revision = "d54c_views_index"

BY_WEEK = Query(
    "issue_views.by_week",
    "select date_trunc('week', viewed_at) as week, count(*) as views from issue_views"
    " where viewed_at > now() - interval '180 days' group by 1 order by 1",
)
FIRST_WEEK = """
    (select min(b.bounds[1]::timestamptz)
       from pg_inherits h
       join pg_class c on c.oid = h.inhrelid
      cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), $$FROM \\('([^']+)'\\)$$) b(bounds)
      where h.inhparent = 'issue_views'::regclass)
"""
EARLIER = """
    insert into issue_views (issue_id, user_id, viewed_at, seconds)
    select a.issue_id, a.user_id, a.created_at, 5 + (a.id + n) % 300
      from activity_log a
     cross join generate_series(1, 2) n
     cross join (select {first_week} as begins) week
     where a.created_at >= greatest(:since, week.begins + {begins}) and a.created_at < :until
       and a.created_at < week.begins + {ends} and a.issue_id is not null and a.user_id is not null
       and not exists (select from issue_views v where v.viewed_at < week.begins + {ends})
"""
AHEAD = """
    select make_issue_view_weeks(greatest(now(), cast(:until as timestamptz)) + interval '28 days');
"""

change = Change(
    day=55,
    engineer=SAM,
    kind=Kind.BLOAT_PATTERN,
    mistake="rows_in_default_partition",
    expects=(Expect("lab:rows_in_default_partition", table="issue_views"),),
    exercises=(Exercise("GET", "/internal/issue-views/weeks", BY_WEEK, persona="background"),),
    growth=(
        Growth(
            "issue_views",
            AHEAD
            + EARLIER.format(first_week=FIRST_WEEK, begins="interval '0 days'", ends="interval '84 days'"),
            ran="clean",
        ),
        Growth(
            "issue_views",
            EARLIER.format(first_week=FIRST_WEEK, begins="interval '-84 days'", ends="interval '0 days'"),
            ran="flawed",
        ),
    ),
)

QUARTER_BEFORE = """
do $$
declare
    ends timestamptz := <first week>;
begin
    execute format('create table issue_views_earlier partition of issue_views for values from (%L) to (%L)',
                   ends - interval '84 days', ends);
    perform make_issue_view_weeks(now() + interval '28 days');
end $$
"""


def clean() -> None:
    """A partition for the quarter before; weeks ahead are made by each night's import."""
    run(QUARTER_BEFORE.replace("<first week>", FIRST_WEEK.replace("$$", "$bound$")))


def flawed() -> None:
    run("create table issue_views_rest partition of issue_views default")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    run("drop table issue_views_earlier")


def undo_flawed() -> None:
    run("drop table issue_views_rest")


downgrade = variants(undo_clean, undo_flawed)
