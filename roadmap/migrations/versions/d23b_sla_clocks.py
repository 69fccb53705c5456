"""Start a clock for each issue, and look at the running ones all day.

The checker takes those that it has not looked at for longest. It would be in vacuum's way with so many small
updates, so vacuum comes less often.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect, Subject
from roadmap.operations import create_index, run
from roadmap.variants import variants

revision = "d23b_sla_clocks"
down_revision = "d23a_sla_policies"

TABLE = """
    create table sla_clocks (
        issue_id bigint primary key references issues on delete cascade,
        started_at timestamptz not null,
        due_at timestamptz not null,
        stopped_at timestamptz{more}
    )
"""
OF_ISSUE = Query(
    "sla_clocks.of_issue",
    "select issue_id, started_at, due_at, stopped_at from sla_clocks where issue_id = :issue_id",
    sample="select issue_id from sla_clocks limit 1",
)
LOOK_AND_STAMP = Query(
    "sla_clocks.look",
    "update sla_clocks set checked_at = now() where issue_id in (select issue_id from sla_clocks"
    " where stopped_at is null order by checked_at limit 50 for update skip locked)"
    " returning issue_id, due_at < now() as late",
)
LOOK = Query(
    "sla_clocks.look",
    "select issue_id, due_at < now() as late from sla_clocks where stopped_at is null"
    " order by issue_id desc limit 50",
)
CLOCKS = """
    update sla_clocks set stopped_at = i.closed_at
      from issues i
     where i.id = sla_clocks.issue_id and sla_clocks.stopped_at is null and i.closed_at is not null;
    insert into sla_clocks (issue_id, started_at, due_at, stopped_at)
    select i.id, i.created_at, i.created_at + p.resolve_minutes * interval '1 minute', i.closed_at
      from issues i join sla_policies p on p.organization_id = i.organization_id and p.priority = i.priority
     where i.created_at >= :since and i.created_at < :until
    on conflict do nothing
"""
# What the checker stamps in a day, three rounds of it, for as long as it works by the stamps.
STAMPS = ";".join(
    f"update sla_clocks set checked_at = cast(:until as timestamptz) - interval '{hours} hours'"  # noqa: S608 - numbers
    " where stopped_at is null and to_regclass('public.ix_sla_clocks_checked_at') is not null"
    for hours in (16, 8, 0)
)

change = Change(
    day=23,
    engineer=JORDAN,
    kind=Kind.BLOAT_PATTERN,
    mistake="index_on_updated_column",
    expects=(
        Expect(
            "F005",
            index="ix_sla_clocks_checked_at",
            table="sla_clocks",
            until="d29b",
            visible_after=1,
            proof=Subject(table="sla_clocks", columns=("checked_at",)),
            also=(
                Also("F004", table="sla_clocks"),
                Also("F005", index="sla_clocks_pkey", table="sla_clocks"),
                Also("F005", index="ix_sla_clocks_due_at", table="sla_clocks"),
            ),
        ),
        Expect(
            "F003",
            table="sla_clocks",
            mistake="vacuum_out_of_reach",
            visible_after=1,
            also=(Also("F001", table="sla_clocks"), Also("F004", table="sla_clocks")),
        ),
    ),
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/sla", OF_ISSUE, persona="regular", weight=3, one=True),
        Exercise(
            "PATCH",
            "/internal/sla/clocks",
            LOOK_AND_STAMP,
            persona="background",
            weight=2,
            clean=LOOK,
            until="d29b",
            one=False,
        ),
    ),
    growth=(Growth("sla_clocks", CLOCKS), Growth("sla_clocks", STAMPS, ran="flawed")),
)


def clean() -> None:
    run(TABLE.format(more="") + " with (fillfactor = 90)")


def flawed() -> None:
    run(
        TABLE.format(more=", checked_at timestamptz not null default now()")
        + " with (autovacuum_vacuum_scale_factor = 0.5)"
    )
    create_index("ix_sla_clocks_checked_at", "sla_clocks", ["checked_at"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop table sla_clocks")
