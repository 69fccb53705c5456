"""Keep what waits to be retried, and how each receiver fares, in tables of their own.

Operations asks every few seconds what is due and who is failing. The outbox has years of delivered events
beside the few that wait; here are these few, and one row for each receiver. Both follow the outbox within
its own statements, so that the jobs need not know of them.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import create_index, run

revision = "d33a_webhook_backlog"
down_revision = "d32b_webhook_request_ids"

TABLES = """
    create table webhook_retries (
        delivery_id bigint primary key references webhook_deliveries on delete cascade,
        webhook_id bigint not null,
        next_attempt_at timestamptz not null,
        attempts smallint not null,
        event text not null
    ) with (fillfactor = 70, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0);
    create table webhook_health (
        webhook_id bigint primary key references webhooks on delete cascade,
        changed_at timestamptz not null default now(),
        status delivery_status not null,
        attempts smallint not null,
        response_status smallint
    ) with (fillfactor = 70)
"""
OF_NEW_ONES = """
    create function queue_webhook_retries() returns trigger language plpgsql as $$
    begin
        insert into webhook_retries (delivery_id, webhook_id, next_attempt_at, attempts, event)
        select id, webhook_id, next_attempt_at, attempts, event from new_rows where status = 'pending';
        return null;
    end $$;
    create trigger queue_webhook_retries after insert on webhook_deliveries
        referencing new table as new_rows
        for each statement execute function queue_webhook_retries()
"""
OF_CHANGED_ONES = """
    create function follow_webhook_deliveries() returns trigger language plpgsql as $$
    begin
        delete from webhook_retries r using new_rows n where r.delivery_id = n.id and n.status <> 'pending';
        insert into webhook_retries (delivery_id, webhook_id, next_attempt_at, attempts, event)
        select id, webhook_id, next_attempt_at, attempts, event from new_rows where status = 'pending'
            on conflict (delivery_id) do update
           set next_attempt_at = excluded.next_attempt_at, attempts = excluded.attempts;
        insert into webhook_health (webhook_id, status, attempts, response_status)
        select distinct on (n.webhook_id) n.webhook_id, n.status, n.attempts, n.response_status
          from new_rows n join old_rows o on o.id = n.id
         where n.attempts = o.attempts and n.attempts > 0 and n.next_attempt_at <> o.next_attempt_at
         order by n.webhook_id, n.id desc
            on conflict (webhook_id) do update
           set status = excluded.status, attempts = excluded.attempts,
               response_status = excluded.response_status, changed_at = excluded.changed_at;
        return null;
    end $$;
    create trigger follow_webhook_deliveries after update on webhook_deliveries
        referencing old table as old_rows new table as new_rows
        for each statement execute function follow_webhook_deliveries()
"""
FILL = """
    insert into webhook_retries (delivery_id, webhook_id, next_attempt_at, attempts, event)
    select id, webhook_id, next_attempt_at, attempts, event from webhook_deliveries where status = 'pending';
    insert into webhook_health (webhook_id, status, attempts, response_status)
    select w.id, latest.status, latest.attempts, latest.response_status
      from webhooks w
     cross join lateral (select status, attempts, response_status from webhook_deliveries
                          where webhook_id = w.id order by id desc limit 1) latest
     where latest.attempts > 0
"""
PENDING = Query(
    "webhook_retries.pending",
    """
    select
        coalesce((select json_agg(due) from (
            select delivery_id as id, webhook_id, event, attempts, next_attempt_at
              from webhook_retries
             where next_attempt_at <= now()
             order by next_attempt_at
             limit 100
        ) due), '[]') as data,
        coalesce((select json_agg(failing order by failing.webhook_id) from (
            select h.webhook_id, h.status, h.attempts, h.response_status
              from webhook_health h join webhooks w on w.id = h.webhook_id
             where w.active and h.status <> 'delivered' and h.attempts > 0
             limit 100
        ) failing), '[]') as failing
    """,
)
HEALTH = Query(
    "webhook_health.of_organization",
    "select w.id as webhook_id, w.url, h.status::text as status, h.attempts, h.response_status, h.changed_at"
    " from webhooks w join webhook_health h on h.webhook_id = w.id"
    " where w.organization_id = :organization_id order by w.id limit 50",
    sample="select organization_id from webhooks group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=33,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "F004",
            table="webhook_retries",
            why="a receiver's outage fills it and its end empties it: the room is used again by the next one",
            claim="select 'autovacuum_vacuum_scale_factor=0' = any (reloptions) from pg_class"
            " where oid = 'public.webhook_retries'::regclass",
            decidable=False,
        ),
        Decoy(
            "lab:missing_index",
            table="webhook_health",
            why="operations reads it from end to end, and rightly so: it has one short row for each receiver",
            claim="select count(*) <= (select count(*) from webhooks) from webhook_health",
        ),
    ),
    exercises=(
        Exercise(
            "GET", "/internal/webhooks/pending", PENDING, persona="background", takes_over="webhooks_pending"
        ),
        Exercise("GET", "/webhooks/health", HEALTH, persona="regular"),
    ),
)


def upgrade() -> None:
    run(TABLES)
    run(OF_NEW_ONES)
    run(OF_CHANGED_ONES)
    run(FILL)
    create_index("ix_webhook_retries_next_attempt_at", "webhook_retries", ["next_attempt_at"])


def downgrade() -> None:
    run("drop trigger follow_webhook_deliveries on webhook_deliveries")
    run("drop trigger queue_webhook_retries on webhook_deliveries")
    run("drop function follow_webhook_deliveries()")
    run("drop function queue_webhook_retries()")
    run("drop table webhook_health")
    run("drop table webhook_retries")
