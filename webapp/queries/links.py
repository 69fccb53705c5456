"""Links between issues: stored once, shown from both ends."""

from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.errors import Conflict, NotFound
from webapp.events import RECORD, quiet
from webapp.queries.issue_columns import LINKS_OF_I, ByIssue
from webapp.queries.issues import not_found
from webapp.rows import Row, fetch_all, fetch_one

STORED_AS = {
    "blocks": ("blocks", False),
    "is_blocked_by": ("blocks", True),
    "duplicates": ("duplicates", False),
    "is_duplicated_by": ("duplicates", True),
    "relates": ("relates", False),
}
SHOWN = """jsonb_build_object('link_id', k.id, 'source_id', k.source_id, 'target_id', k.target_id,
    'type', k.link_type)"""

LIST = ByIssue(f"""
select k.* from issues i left join lateral ({LINKS_OF_I}) k on true where {{issue}} order by k.id
""")

FIND = ByIssue("select i.id, i.version from issues i where {issue}")

CREATE = f"""
with k as (
    insert into issue_links (source_id, target_id, link_type)
    select %(source_id)s, %(target_id)s, %(type)s::link_type
    where not exists (
        select from issue_links
        where source_id = %(target_id)s and target_id = %(source_id)s and link_type = %(type)s::link_type)
    on conflict do nothing
    returning *
), {quiet("k", "link.created", SHOWN, "k.source_id")}, {RECORD}
select k.id, %(shown_type)s as type, o.id as issue_id, p.key || '-' || o.number as issue_key,
    o.title as issue_title, o.status as issue_status, deliveries.ids as delivery_ids
from k join issues o on o.id = %(other_id)s join projects p on p.id = o.project_id, deliveries
"""

DELETE = f"""
with k as (
    delete from issue_links k using issues i
    where k.id = %(link_id)s and i.id = k.source_id and i.organization_id = %(organization_id)s
    returning k.*
), {quiet("k", "link.deleted", SHOWN, "k.source_id")}, {RECORD}
select k.id, deliveries.ids as delivery_ids from k, deliveries
"""


def list_links(connection: Connection, organization_id: int, issue: IssueRef) -> list[Row]:
    """An issue's links from both ends; NotFound."""
    found = fetch_all(connection, *LIST.of(issue, organization_id))
    if not found:
        raise not_found(issue)
    return found if found[0]["id"] is not None else []


def create_link(
    connection: Connection, organization_id: int, actor_id: int, issue: IssueRef, kind: str, other: IssueRef
) -> Row:
    """Link two issues; NotFound; Conflict for itself, an unknown one or a link that is there."""
    found = fetch_one(connection, *FIND.of(issue, organization_id))
    if found is None:
        raise not_found(issue)
    others = fetch_one(connection, *FIND.of(other, organization_id))
    if others is None or others["id"] == found["id"]:
        raise Conflict(f"{other} is no other issue of your organization")
    stored, inverse = STORED_AS[kind]
    source_id, target_id = (others["id"], found["id"]) if inverse else (found["id"], others["id"])
    row = fetch_one(
        connection,
        CREATE,
        {
            "organization_id": organization_id,
            "actor_id": actor_id,
            "source_id": source_id,
            "target_id": target_id,
            "other_id": others["id"],
            "type": stored,
            "shown_type": kind,
        },
    )
    if row is None:
        raise Conflict("these issues are linked so already")
    return row


def delete_link(connection: Connection, organization_id: int, actor_id: int, link_id: int) -> Row:
    """Delete a link; NotFound."""
    parameters = {"organization_id": organization_id, "actor_id": actor_id, "link_id": link_id}
    row = fetch_one(connection, DELETE, parameters)
    if row is None:
        raise NotFound(f"no link {link_id} in your organization")
    return row
