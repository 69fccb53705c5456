"""The board: a project's issues in a column per status, counted, the newest of each."""

from sqlalchemy import Connection

from webapp.queries.issue_columns import ROW_COLUMNS
from webapp.queries.projects import not_found
from webapp.rows import Row, fetch_one

BOARD = f"""
select p.id as project_id, json_agg(json_build_object(
    'status', s.status, 'count', s.count, 'data', s.data) order by s.status) as columns
from projects p
cross join lateral (
    select status,
        (select count(*) from issues i
         where i.organization_id = p.organization_id and i.project_id = p.id
           and i.status = c.status) as count,
        (select coalesce(json_agg(newest order by newest.number desc), '[]') from (
            select {ROW_COLUMNS}
            from issues i
            where i.organization_id = p.organization_id and i.project_id = p.id and i.status = c.status
            order by i.number desc
            limit %(per_column)s
        ) newest) as data
    from unnest(enum_range(null::issue_status)) as c (status)
) s
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
group by p.id
"""


def read_board(connection: Connection, organization_id: int, project_id: int, per_column: int) -> Row:
    """The board; NotFound."""
    parameters = {"organization_id": organization_id, "project_id": project_id, "per_column": per_column}
    row = fetch_one(connection, BOARD, parameters)
    if row is None:
        raise not_found(project_id)
    return row
