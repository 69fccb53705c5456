"""A work_mem that the machine cannot give to everyone.

One report spilled to disk, so the database got a work_mem that holds it. It is a limit per sort, per hash,
per worker and per session.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.settings import given_settings

mistake = Mistake(
    category=Category.CONFIGURATION,
    check="lab:work_mem_for_everyone",
    consequence="On a busy day the sum exceeds the memory, and the kernel kills the server.",
    remedy="set local work_mem in the report's transaction, or for its role.",
    proof="A work_mem was given to the database or a role that, times max_connections, is more than twice "
    "effective_cache_size.",
    tools="postgres_ai checkup: F001 and G001 look at the server's setting, not at the database's.",
    objects=("database",),
)

ROOM = text("""
    select pg_size_bytes(:value || case when :value ~ '^[0-9]+$' then 'kB' else '' end) as bytes,
           current_setting('max_connections')::int as sessions,
           pg_size_bytes(current_setting('effective_cache_size')) as cache
""")


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the database."""
    value, scope = given_settings(connection).get("work_mem", ("", ""))
    if not value:
        return None
    row = connection.execute(ROOM, {"value": value}).one()
    if row.bytes * row.sessions <= 2 * row.cache:
        return None
    return Evidence(target.object, {"work_mem": value, "given_to": scope, "sessions": row.sessions})
