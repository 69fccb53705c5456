"""Count all API requests of the service.

The status page shows the number. Each request adds to it and is told how many of its organization's
receivers fail, which the client shows beside it.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d37a_rate_limit_total"
down_revision = "d36b_rate_limit_windows"

TABLE = "create table rate_limit_totals (bucket bigint primary key, used bigint not null default 1)"
COUNT = """
    with counted as ({counting} returning used)
    select counted.used, (select count(*) from webhooks w join webhook_health h on h.webhook_id = w.id
                           where w.organization_id = :organization_id and h.status <> 'delivered') as failing
      from counted
"""
SAMPLE = "select id as organization_id from organizations order by id limit 1"
IN_ONE_ROW = Query(
    "rate_limit_totals.count",
    COUNT.format(counting="update rate_limit_totals set used = used + 1 where bucket = 0"),
    SAMPLE,
)
IN_MANY_ROWS = Query(
    "rate_limit_totals.count",
    COUNT.format(
        counting="insert into rate_limit_totals (bucket) values (:organization_id)"
        " on conflict (bucket) do update set used = rate_limit_totals.used + 1"
    ),
    SAMPLE,
)
TOTAL = Query("rate_limit_totals.sum", "select sum(used)::bigint as used from rate_limit_totals")
ADD_IN_ONE_ROW = """
    update rate_limit_totals set used = used + (
        select count(*) from activity_log where created_at >= :since and created_at < :until)
"""
ADD_IN_MANY_ROWS = """
    insert into rate_limit_totals (bucket, used)
    select organization_id, count(*) from activity_log
     where created_at >= :since and created_at < :until group by 1
    on conflict (bucket) do update set used = rate_limit_totals.used + excluded.used
"""

change = Change(
    day=37,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="contended_row",
    expects=(
        Expect(
            "lab:contended_row",
            statement="rate_limit_totals.count",
            table="rate_limit_totals",
            also=(Also("N001", statement="rate_limit_totals.count"), Also("F003", table="rate_limit_totals")),
        ),
    ),
    exercises=(
        Exercise("PATCH", "/rate-limits/total", IN_ONE_ROW, persona="regular", weight=3, clean=IN_MANY_ROWS),
        Exercise("GET", "/internal/rate-limits/total", TOTAL, persona="background", one=True),
    ),
    growth=(
        Growth("rate_limit_totals", ADD_IN_ONE_ROW, ran="flawed"),
        Growth("rate_limit_totals", ADD_IN_MANY_ROWS, ran="clean"),
    ),
)


def clean() -> None:
    run(f"{TABLE} with (fillfactor = 70)")


def flawed() -> None:
    run(TABLE)
    run("insert into rate_limit_totals (bucket, used) values (0, 0)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop table rate_limit_totals")
