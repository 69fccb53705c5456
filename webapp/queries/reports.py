"""The weekly reports that the jobs store."""

from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.rows import Row, fetch_all, fetch_one

LIST = """
select id, week, body, created_at
from reports
where organization_id = %(organization_id)s and week < %(before)s::date
order by week desc
limit %(fetch)s
"""

READ = """
select id, week, body, created_at
from reports
where id = %(report_id)s and organization_id = %(organization_id)s
"""


def list_reports(connection: Connection, organization_id: int, limit: int, cursor: str | None) -> list[Row]:
    """Up to `limit` + 1 reports, the latest week first."""
    before = (decode_cursor(cursor, str) or ["infinity"])[0]
    return fetch_all(
        connection, LIST, {"organization_id": organization_id, "before": before, "fetch": limit + 1}
    )


def read_report(connection: Connection, organization_id: int, report_id: int) -> Row:
    """A report; NotFound."""
    row = fetch_one(connection, READ, {"organization_id": organization_id, "report_id": report_id})
    if row is None:
        raise NotFound(f"no report {report_id} in your organization")
    return row
