"""Say how many requests a minute each plan of ours allows.

Four rows, of which a request reads one. They fit one page, so they have a primary key and nothing else.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import run

revision = "d36a_rate_limit_plans"
down_revision = "d35b_webhook_reliability"

MINE = Query(
    "rate_limit_plans.mine",
    "select o.id as organization_id, o.plan_type::text as plan, p.per_minute, p.burst"
    " from organizations o join rate_limit_plans p on p.plan = o.plan_type where o.id = :organization_id",
    sample="select id as organization_id from organizations order by id limit 1",
)

change = Change(
    day=36,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "lab:missing_index",
            table="rate_limit_plans",
            why="it is read by sequential scans, and rightly so: all its rows are on one page",
            claim="select pg_relation_size('public.rate_limit_plans') <= 8192",
        ),
    ),
    exercises=(Exercise("GET", "/rate-limits", MINE, persona="regular", one=True),),
)


def upgrade() -> None:
    run("""
        create table rate_limit_plans (
            plan plan_type primary key,
            per_minute integer not null,
            burst integer not null,
            constraint ck_rate_limit_plans_positive check (per_minute > 0 and burst >= 0)
        );
        insert into rate_limit_plans (plan, per_minute, burst)
        values ('free', 60, 20), ('team', 300, 100), ('business', 1200, 400), ('enterprise', 6000, 2000)
    """)


def downgrade() -> None:
    run("drop table rate_limit_plans")
