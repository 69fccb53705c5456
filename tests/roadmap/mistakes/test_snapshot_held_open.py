"""An old snapshot and the transactions since."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "snapshot_held_open"
REF = ObjectRef("session", "app-export")

BURN = "do $$ begin for i in 1..1500 loop perform pg_current_xact_id(); commit; end loop; end $$"
HELD = """
    do $$ begin
        while not exists (select from pg_stat_activity where application_name = 'app-export'
                             and state = 'idle in transaction' and backend_xmin is not null) loop
            perform pg_stat_clear_snapshot(), pg_sleep(0.01);
        end loop;
    end $$
"""
SNAPSHOT = ["set transaction isolation level repeatable read; select 1"]


def test_old_snapshot_is_found(sessions: Run, execute: Run, find: Find) -> None:
    sessions("app-export", SNAPSHOT, pause_s=5)
    execute(HELD, BURN)
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["transactions_since"] >= 1_000


def test_short_snapshots_are_not_found(sessions: Run, find: Find) -> None:
    sessions("app-fresh", ["select 1"], pause_s=0.02)
    assert find(SLUG, ObjectRef("session", "app-fresh")) is None
