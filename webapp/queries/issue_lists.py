"""Lists of issues: any combination of filters, five orders, keyset pages.

The conditions are fixed texts joined as needed, so each combination is one statement with one queryid. The
newest first come from the unique (project_id, number), with a status from the board index. The organization,
which the project has vouched for, is only named where that index needs it: beside the project it makes the
planner expect far too few rows, so that it would read and sort them all.
"""

from typing import Any

from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.queries.issue_columns import ROW_COLUMNS
from webapp.rows import Row, fetch_all

IN_PROJECT = """
select {columns}
from projects p
left join lateral (
    select * from issues i
    where i.project_id = %(project_id)s{conditions}
    order by {order}
    limit %(fetch)s
) i on true
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
order by {order}
"""

FILTERS = {
    "status": "i.organization_id = %(organization_id)s and i.status = any(%(status)s::issue_status[])",
    "priority": "i.priority = any(%(priority)s::issue_priority[])",
    "assignee_id": "i.assignee_id = %(assignee_id)s",
    "cycle_id": "i.cycle_id = %(cycle_id)s",
    "label": """exists (
        select from labels l join issue_labels il on il.label_id = l.id
        where l.project_id = %(project_id)s and l.name = %(label)s and il.issue_id = i.id
    )""",
}
ONE_STATUS = "i.organization_id = %(organization_id)s and i.status = %(one_status)s::issue_status"

ASSIGNED = f"""
select {ROW_COLUMNS}
from issues i
join projects p on p.id = i.project_id
where i.assignee_id = %(assignee_id)s and i.organization_id = %(organization_id)s{{conditions}}
order by i.id desc
limit %(fetch)s
"""


class Order:
    """An order: its SQL, the condition that continues it, and what a cursor holds."""

    def __init__(self, sql: str, after: str, columns: tuple[str, ...], kinds: tuple[type, ...]) -> None:
        self.sql = sql
        self.after = after
        self.columns = columns
        self.kinds = kinds


ORDERS = {
    "-created": Order("i.number desc", "i.number < %(at0)s", ("number",), (int,)),
    "created": Order("i.number", "i.number > %(at0)s", ("number",), (int,)),
    "-updated": Order(
        "i.updated_at desc, i.number desc",
        "(i.updated_at, i.number) < (%(at0)s::timestamptz, %(at1)s)",
        ("updated_at", "number"),
        (str, int),
    ),
    "-priority": Order(
        "i.priority desc, i.number desc",
        "(i.priority, i.number) < (%(at0)s::issue_priority, %(at1)s)",
        ("priority", "number"),
        (str, int),
    ),
    "due": Order(
        "coalesce(i.due_date, 'infinity'), i.number",
        "(coalesce(i.due_date, 'infinity'), i.number) > (%(at0)s::date, %(at1)s)",
        ("due_date", "number"),
        (str, int),
    ),
}


def position_in(sort: str, row: Row) -> list[Any]:
    """A row's place in an order, for the cursor."""
    return ["infinity" if row[name] is None else row[name] for name in ORDERS[sort].columns]


def project_issues(
    connection: Connection,
    organization_id: int,
    project_id: int,
    filters: dict[str, Any],
    sort: str,
    limit: int,
    cursor: str | None,
) -> list[Row] | None:
    """Up to `limit` + 1 issues of a project; None where the organization has no such project."""
    order = ORDERS[sort]
    parameters = {"organization_id": organization_id, "project_id": project_id, "fetch": limit + 1, **filters}
    conditions = [FILTERS[name] for name in FILTERS if name in filters]
    if len(filters.get("status", ())) == 1:  # from the board index in its order, without a sort
        conditions[0] = ONE_STATUS
        parameters["one_status"] = filters["status"][0]
    at = decode_cursor(cursor, *order.kinds)
    if at is not None:
        conditions.append(order.after)
        parameters.update({f"at{place}": value for place, value in enumerate(at)})
    sql = IN_PROJECT.format(
        columns=ROW_COLUMNS, order=order.sql, conditions="".join(f" and {one}" for one in conditions)
    )
    found = fetch_all(connection, sql, parameters)
    if not found:
        return None
    return found if found[0]["id"] is not None else []


def assigned_issues(
    connection: Connection,
    organization_id: int,
    assignee_id: int,
    status: list[str] | None,
    limit: int,
    cursor: str | None,
) -> list[Row]:
    """Up to `limit` + 1 issues assigned to somebody, newest first."""
    parameters: dict[str, Any] = {
        "organization_id": organization_id,
        "assignee_id": assignee_id,
        "fetch": limit + 1,
    }
    conditions = ""
    if status:
        conditions += " and i.status = any(%(status)s::issue_status[])"
        parameters["status"] = status
    at = decode_cursor(cursor, int)
    if at is not None:
        conditions += " and i.id < %(at0)s"
        parameters["at0"] = at[0]
    return fetch_all(connection, ASSIGNED.format(conditions=conditions), parameters)
