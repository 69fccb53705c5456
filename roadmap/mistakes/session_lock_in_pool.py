"""A session's advisory lock taken through a connection pool.

pg_try_advisory_lock() reads like the call that every example shows. Its lock belongs to the session, and the
session is a connection that the pool hands to somebody else next.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:session_lock_in_pool",
    consequence="The lock outlives the request: whoever asks through another connection is told that the "
    "work is being done, until the pool happens to close the one that holds it.",
    remedy="pg_try_advisory_xact_lock(), which ends with the transaction, or a row with an expiry.",
    proof="After the statement was run and rolled back, the session still held an advisory lock that it "
    "did not hold before; or another session holds it.",
    tools="postgres_ai checkup and squawk: silent. pg_locks shows advisory locks of idle sessions.",
    objects=("statement",),
    takes=("statement",),
)

LOCKS = text("""
    select count(*) from pg_locks
     where locktype = 'advisory' and granted and pid = pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())
""")
HOLDERS = text("""
    select count(distinct l.pid) from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and a.state = 'idle' and a.datname = current_database()
       and a.application_name not like 'taskpilot-lab%' and a.application_name not like 'taskpilot-jobs%'
""")
FORGET = text("select pg_advisory_unlock_all()")


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement; runs it, rolls it back, and looks at what the session still holds."""
    if target.statement is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement")
    before = connection.execute(LOCKS).scalar_one()
    trial = connection.begin_nested()
    connection.execute(text(target.statement.sql), dict(target.statement.parameters))
    during = connection.execute(LOCKS).scalar_one()
    trial.rollback()
    after = connection.execute(LOCKS).scalar_one()
    if after > before:
        connection.execute(FORGET)
        return Evidence(target.object, {"locks_left": after - before, "idle_sessions_with_one": 0})
    if during > before:
        return None
    holders = connection.execute(HOLDERS).scalar_one()
    if holders:
        return Evidence(target.object, {"locks_left": 0, "idle_sessions_with_one": holders})
    return Unknown(Needs.LOAD, "somebody else holds the lock at the moment")
