"""Rows for the changes' own tables: their past when they are made, and each simulated day's share after.

How far a change's tables are filled is in its row of the log, and moves on in the transaction that fills
them. So each moment is filled once, whatever is stopped, repeated or left out: the next window begins where
the last one ended.
"""

from datetime import datetime

from sqlalchemy import Connection, text

from roadmap import log
from roadmap.catalogue import Revision, applied_at
from roadmap.log import Entry

SEEDED = text("select to_regclass('lab.seed_run') is not null and to_regclass('lab.seed_growth') is not null")
SIMULATED_NOW = text("""
    select cast(coalesce((select max(day) + 1 from lab.seed_growth where part = parts),
                         (select cast(spec->>'until' as date) from lab.seed_run)) as timestamp)
           at time zone 'UTC'
""")
NOW = text("select clock_timestamp()")


def grow_past(connection: Connection, revision: Revision) -> None:
    """Fill a new change's tables as if they had been there all along, and analyze them.

    One transaction, and the log's row says how far it went, so that a stopped run is made up for once.
    """
    if not revision.change.growth:
        return
    until = simulated_now(connection)
    entry = log.applied(connection).get(revision.id)
    grow_revision(connection, revision, entry, None, until)
    log.record_grown(connection, revision.id, until)
    connection.commit()
    for table in dict.fromkeys(growth.table for growth in revision.change.growth):
        connection.execute(text(f"analyze {table}"))
        connection.commit()


def grow(connection: Connection, since: datetime, until: datetime) -> None:
    """Add the rows up to `until` to the tables of every change that is applied; the caller commits.

    Each change goes on from where it was filled, or from `since` where the log does not know it. One whose
    past is still to come is left out: it will reach as far.
    """
    here = connection.execute(text("select version_num from alembic_version")).scalar()
    entries = log.applied(connection)
    for revision in applied_at(here):
        entry = entries.get(revision.id)
        begin = entry.grown_until if entry else since
        if revision.change.growth and begin is not None and begin < until:
            grow_revision(connection, revision, entry, begin, until)
            if entry:
                log.record_grown(connection, revision.id, until)


def grow_revision(
    connection: Connection, revision: Revision, entry: Entry | None, since: datetime | None, until: datetime
) -> None:
    """Add one window's rows to a change's tables; None begins before everything."""
    way = entry.way if entry else revision.change.script
    window = {"since": since.isoformat() if since else "-infinity", "until": until.isoformat()}
    for growth in revision.change.growth:
        if growth.ran in ("any", way):
            connection.execute(text(growth.sql), window)


def simulated_now(connection: Connection) -> datetime:
    """Where the next day of `flask seed grow` begins; the clock's time in a database that was not seeded.

    Rows of that day come with its growth, so a past that went beyond would have some of them twice.
    """
    simulated: datetime | None = None
    if connection.execute(SEEDED).scalar_one():
        simulated = connection.execute(SIMULATED_NOW).scalar_one()
    if simulated is None:
        simulated = connection.execute(NOW).scalar_one()
    return simulated
