"""Rows for the changes' own tables: their past when they are made, and each simulated day's share after."""

from datetime import datetime

from sqlalchemy import Connection, text

from roadmap import log
from roadmap.catalogue import Revision, applied_at
from roadmap.log import Entry

NOW = text("select clock_timestamp()")


def grow_past(connection: Connection, revision: Revision) -> None:
    """Fill a new change's tables as if they had been there all along, and analyze them.

    One transaction, and the log's row says how far it went, so that a stopped run is made up for once.
    """
    if not revision.change.growth:
        return
    until = connection.execute(NOW).scalar_one()
    entry = log.applied(connection).get(revision.id)
    grow_revision(connection, revision, entry, None, until)
    log.record_grown(connection, revision.id, until)
    connection.commit()
    for table in dict.fromkeys(growth.table for growth in revision.change.growth):
        connection.execute(text(f"analyze {table}"))
        connection.commit()


def grow(connection: Connection, since: datetime, until: datetime) -> None:
    """Add one window's rows to the tables of every change that is applied; the caller commits."""
    here = connection.execute(text("select version_num from alembic_version")).scalar()
    entries = log.applied(connection)
    for revision in applied_at(here):
        grow_revision(connection, revision, entries.get(revision.id), since, until)


def grow_revision(
    connection: Connection, revision: Revision, entry: Entry | None, since: datetime | None, until: datetime
) -> None:
    """Add one window's rows to a change's tables; None begins before everything."""
    way = entry.way if entry else revision.change.script
    window = {"since": since.isoformat() if since else "-infinity", "until": until.isoformat()}
    for growth in revision.change.growth:
        if growth.ran in ("any", way):
            connection.execute(text(growth.sql), window)
