"""The caller's own rows: the ids in a path must belong to the caller's organization, else 404."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.errors import NotFound
from webapp.rows import fetch_one

OWN = {
    "project_id": "select id from projects where id = %(id)s and organization_id = %(organization_id)s",
    "team_id": "select id from teams where id = %(id)s and organization_id = %(organization_id)s",
}
ISSUE_BY_ID = "select id from issues where id = %(id)s and organization_id = %(organization_id)s"
ISSUE_BY_KEY = """
    select i.id from projects p join issues i on i.project_id = p.id and i.number = %(number)s
     where p.organization_id = %(organization_id)s and p.key = %(key)s
"""


def own_ids(connection: Connection, organization_id: int, ids: Mapping[str, Any]) -> dict[str, int]:
    """The path's ids as numbers; NotFound where one is missing or another organization's."""
    return {name: _own_id(connection, organization_id, name, value) for name, value in ids.items()}


def _own_id(connection: Connection, organization_id: int, name: str, value: Any) -> int:
    values: dict[str, Any] = {"organization_id": organization_id}
    if isinstance(value, IssueRef):
        sql = ISSUE_BY_ID if value.id is not None else ISSUE_BY_KEY
        values |= value._asdict()
    else:
        sql = OWN[name]
        values["id"] = value
    row = fetch_one(connection, sql, values)
    if row is None:
        raise NotFound(f"no {name.removesuffix('_id')} {value} in your organization")
    return int(row["id"])
