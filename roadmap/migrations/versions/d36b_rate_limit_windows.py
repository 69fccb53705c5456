"""Count each person's API requests in windows of time.

The first request of a window makes the row, each further one adds to it. What is old is of no use and goes at
night. A page shows who asks most.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect, Subject
from roadmap.operations import create_index, run
from roadmap.variants import variants

revision = "d36b_rate_limit_windows"
down_revision = "d36a_rate_limit_plans"

TABLE = """
    create table rate_limit_windows (
        user_id bigint not null references users on delete cascade,
        organization_id bigint not null references organizations on delete cascade,
        window_start timestamptz not null,
        used integer not null default 1,
        primary key (user_id, window_start)
    ){storage}
"""
CARE = (
    " with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor ="
    " 0.05)"
)
HIT = """
    insert into rate_limit_windows (user_id, organization_id, window_start)
    values (:user_id, :organization_id, date_trunc('{window}', now()))
    on conflict (user_id, window_start) do update set used = rate_limit_windows.used + 1
    returning window_start, used
"""
SOMEBODY = "select id as user_id, organization_id from users limit 1"
HIT_OF_MINUTE = Query("rate_limit_windows.hit", HIT.format(window="minute"), SOMEBODY)
HIT_OF_HOUR = Query("rate_limit_windows.hit", HIT.format(window="hour"), SOMEBODY)
BUSIEST = (
    "select user_id, window_start, used from rate_limit_windows where organization_id = :organization_id"
)
SAMPLE = "select organization_id from rate_limit_windows group by 1 order by count(*) desc, 1 limit 1"
BUSIEST_EVER = Query("rate_limit_windows.busiest", BUSIEST + " order by used desc limit 20", SAMPLE)
BUSIEST_TODAY = Query(
    "rate_limit_windows.busiest",
    BUSIEST + " and window_start >= now() - interval '1 day' order by used desc limit 20",
    SAMPLE,
)
NEWEST = "(select created_at from activity_log order by id desc limit 1)"
BY_THE_MINUTE = f"""
    insert into rate_limit_windows (user_id, organization_id, window_start)
    select user_id, organization_id, date_trunc('minute', created_at) from activity_log
     where created_at >= greatest(cast(:since as timestamptz), {NEWEST} - interval '60 days')
       and created_at < :until and user_id is not null
     group by 1, 2, 3 order by 3
    on conflict do nothing;
    update rate_limit_windows set used = used + 1 + user_id % 9
     where window_start >= :since and window_start < :until;
    delete from rate_limit_windows
     where window_start < (select max(window_start) from rate_limit_windows) - interval '1 day'
"""  # noqa: S608 - nothing of it comes from outside
BY_THE_HOUR = f"""
    insert into rate_limit_windows (user_id, organization_id, window_start, used)
    select user_id, organization_id, date_trunc('hour', created_at), 2 + user_id % 9 from activity_log
     where created_at >= greatest(cast(:since as timestamptz), {NEWEST} - interval '14 days')
       and created_at < :until and user_id is not null
     group by 1, 2, 3 order by 3
    on conflict do nothing;
    delete from rate_limit_windows
     where window_start < (select max(window_start) from rate_limit_windows) - interval '14 days'
"""  # noqa: S608 - nothing of it comes from outside

change = Change(
    day=36,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="churned_queue_table",
    expects=(
        Expect(
            "F004",
            table="rate_limit_windows",
            also=(
                Also("F003", table="rate_limit_windows"),
                Also("F005", index="rate_limit_windows_pkey", table="rate_limit_windows"),
            ),
        ),
        Expect(
            "F005",
            index="ix_rate_limit_windows_used",
            table="rate_limit_windows",
            mistake="index_on_updated_column",
            proof=Subject(table="rate_limit_windows", columns=("used",)),
            until="d40a",
            also=(Also("F003", table="rate_limit_windows"),),
        ),
    ),
    exercises=(
        Exercise("POST", "/rate-limits/hits", HIT_OF_MINUTE, persona="regular", weight=3, clean=HIT_OF_HOUR),
        Exercise("GET", "/rate-limits/busiest", BUSIEST_EVER, persona="power", clean=BUSIEST_TODAY),
    ),
    growth=(
        Growth("rate_limit_windows", BY_THE_MINUTE, ran="flawed"),
        Growth("rate_limit_windows", BY_THE_HOUR, ran="clean"),
    ),
)


def clean() -> None:
    run(TABLE.format(storage=CARE))
    create_index("ix_rate_limit_windows_of_day", "rate_limit_windows", ["organization_id", "window_start"])


def flawed() -> None:
    run(TABLE.format(storage=""))
    create_index("ix_rate_limit_windows_used", "rate_limit_windows", ["organization_id", "used"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop table rate_limit_windows")
