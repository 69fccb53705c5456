"""Let people start a sweep of their organization's connections.

Two sweeps of the same organization would get into each other's way, so the first takes a lock by the
organization's name and the second is told that there is nothing to do.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect

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

change = Change(
    day=40,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="session_lock_in_pool",
    scripted="clean",
    expects=(
        Expect("lab:session_lock_in_pool", statement="sync_connections.start", table="sync_connections"),
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
    ),
)


def upgrade() -> None:
    """Only code: the lock is an advisory one."""


def downgrade() -> None:
    """Only code."""
