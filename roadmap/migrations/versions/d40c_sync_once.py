"""Let people start a sweep of their organization's connections.

Two sweeps of the same organization would get into each other's way, so the first takes a lock by the
organization's name and the second is told that there is nothing to do. Whoever waits for a sweep asks how far
it is; the answer takes its time, so that a page left open does not ask ten times a second.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect

revision = "d40c_sync_once"
down_revision = "d40b_sync_stale"

START = """
    with lock as materialized (
        select {take}(hashtextextended('sync:' || cast(:organization_id as text), 0)) as mine
    )
    update sync_connections c set last_synced_at = now()
      from lock, projects p
     where lock.mine and p.id = c.project_id and p.organization_id = :organization_id
    returning c.id, c.provider, c.last_synced_at
"""
SAMPLE = (
    "select organization_id from projects p join sync_connections c on c.project_id = p.id"
    " group by 1 order by count(*) desc, 1 limit 1"
)
FOR_THE_SESSION = Query("sync_connections.start", START.format(take="pg_try_advisory_lock"), SAMPLE)
FOR_THE_STATEMENT = Query("sync_connections.start", START.format(take="pg_try_advisory_xact_lock"), SAMPLE)
PROGRESS = """
    {pause}select c.id, c.provider, c.last_synced_at from {after}sync_connections c
      join projects p on p.id = c.project_id
     where p.organization_id = :organization_id order by c.id
"""
AFTER_A_WHILE = Query(
    "sync_connections.progress",
    PROGRESS.format(pause="with pause as materialized (select pg_sleep(1.2)) ", after="pause cross join "),
    SAMPLE,
)
AT_ONCE = Query("sync_connections.progress", PROGRESS.format(pause="", after=""), SAMPLE)

change = Change(
    day=40,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="session_lock_in_pool",
    scripted="clean",
    expects=(
        Expect("lab:session_lock_in_pool", statement="sync_connections.start", table="sync_connections"),
        Expect(
            "lab:pool_exhausted_by_waiting",
            statement="sync_connections.progress",
            mistake="pool_exhausted_by_waiting",
            also=(Also("N001", statement="sync_connections.progress"),),
        ),
        Expect("lab:long_running_query", statement="sync_connections.progress", mistake="long_running_query"),
    ),
    exercises=(
        Exercise(
            "PATCH",
            "/sync/sweep",
            FOR_THE_SESSION,
            persona="power",
            clean=FOR_THE_STATEMENT,
            one=False,
        ),
        Exercise("GET", "/sync/sweep", AFTER_A_WHILE, persona="power", clean=AT_ONCE),
    ),
)


def upgrade() -> None:
    """Only code: the lock is an advisory one."""


def downgrade() -> None:
    """Only code."""
