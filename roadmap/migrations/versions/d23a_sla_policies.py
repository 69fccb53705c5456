"""Say how soon an issue is to be answered and resolved.

A policy is one row per organization and priority; it counts by one of three calendars. The calendars are
ours: nobody adds one, and nobody takes one away.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import run

revision = "d23a_sla_policies"
down_revision = "d22b_recurring_due"

POLICIES = Query(
    "sla_policies.of_organization",
    "select priority, respond_minutes, resolve_minutes, calendar_id from sla_policies"
    " where organization_id = :organization_id order by priority",
    sample="select organization_id from sla_policies limit 1",
)
CALENDARS = Query("sla_calendars.all", "select id, name, opens_at, closes_at, weekends from sla_calendars")
GROWTH = """
    insert into sla_policies (organization_id, priority, respond_minutes, resolve_minutes, calendar_id)
    select o.id, p.priority, 60 * p.days, 1440 * p.days, 1 + o.id % 3
      from organizations o,
           (values (issue_priority 'none', 60), ('low', 30), ('medium', 14), ('high', 5), ('urgent', 2))
             p(priority, days)
     where o.created_at >= :since and o.created_at < :until
    on conflict do nothing
"""

change = Change(
    day=23,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "lab:missing_index",
            table="sla_calendars",
            why="it is read by sequential scans only, and rightly so: all its rows are on one page",
            claim="select pg_relation_size('public.sla_calendars') <= 8192",
        ),
        Decoy(
            "lab:foreign_key_without_index",
            constraint="sla_policies_calendar_id_fkey",
            table="sla_policies",
            why="the three calendars are never deleted, and nobody asks for the policies of one",
            claim="select count(*) = 3 from sla_calendars",
            decidable=False,
        ),
    ),
    exercises=(
        Exercise("GET", "/sla/policies", POLICIES, persona="regular", weight=2),
        Exercise("GET", "/sla/calendars", CALENDARS, persona="regular"),
    ),
    growth=(Growth("sla_policies", GROWTH),),
)


def upgrade() -> None:
    run("""
        create table sla_calendars (
            id bigint primary key,
            name text not null,
            opens_at smallint not null,
            closes_at smallint not null,
            weekends boolean not null
        );
        insert into sla_calendars
        values (1, 'Office hours', 540, 1080, false), (2, 'Long days', 420, 1320, false),
               (3, 'Around the clock', 0, 1440, true);
        create table sla_policies (
            organization_id bigint not null references organizations on delete cascade,
            priority issue_priority not null,
            respond_minutes integer not null,
            resolve_minutes integer not null,
            calendar_id bigint not null references sla_calendars,
            primary key (organization_id, priority)
        )
    """)


def downgrade() -> None:
    run("drop table sla_policies")
    run("drop table sla_calendars")
