"""How an issue is shown and found: column lists, its links, and the two ways to name one."""

from typing import Any

from webapp.converters import IssueRef

ROW_COLUMNS = """
    i.id, p.key || '-' || i.number as key, i.number, i.project_id, i.title, i.status, i.priority,
    i.assignee_id, i.reporter_id, i.cycle_id, i.estimate, i.due_date, i.comment_count, i.version,
    i.created_at, i.updated_at, i.started_at, i.closed_at
"""
TEXT_COLUMNS = f"{ROW_COLUMNS}, i.description, i.metadata"

LINKS_OF_I = """
    select k.id, k.type, o.id as issue_id, op.key || '-' || o.number as issue_key,
        o.title as issue_title, o.status as issue_status
    from (
        select id, link_type::text as type, target_id as other_id from issue_links where source_id = i.id
        union all
        select id,
            case link_type when 'blocks' then 'is_blocked_by' when 'duplicates' then 'is_duplicated_by'
                else 'relates' end,
            source_id
        from issue_links where target_id = i.id
    ) k
    join issues o on o.id = k.other_id
    join projects op on op.id = o.project_id
"""

BY_ID = "i.id = %(issue_id)s and i.organization_id = %(organization_id)s"
BY_KEY = """i.organization_id = %(organization_id)s
      and i.project_id = (
          select id from projects where organization_id = %(organization_id)s and key = %(issue_key)s
      )
      and i.number = %(issue_number)s"""


class ByIssue:
    """A statement on one issue in its two forms; `{issue}` in the template stands for the condition."""

    def __init__(self, template: str) -> None:
        self._by_id = template.replace("{issue}", BY_ID)
        self._by_key = template.replace("{issue}", BY_KEY)

    def of(self, issue: IssueRef, organization_id: int) -> tuple[str, dict[str, Any]]:
        """The statement and its first parameters."""
        if issue.id is not None:
            return self._by_id, {"organization_id": organization_id, "issue_id": issue.id}
        return self._by_key, {
            "organization_id": organization_id,
            "issue_key": issue.key,
            "issue_number": issue.number,
        }
