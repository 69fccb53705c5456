"""The work items: the table that everything else is about.

`organization_id` repeats the project's, so that boards, search and feeds find their tenant without a join.
`version` is the ETag; `comment_count` is kept by the write path.
"""

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import EMPTY_OBJECT, enum, identity, metadata, moment, reference

ISSUE_STATUSES = ("backlog", "todo", "in_progress", "in_review", "done", "cancelled")
OPEN_STATUSES = ISSUE_STATUSES[:4]
ISSUE_PRIORITIES = ("none", "low", "medium", "high", "urgent")
issue_status = enum("issue_status", *ISSUE_STATUSES)
issue_priority = enum("issue_priority", *ISSUE_PRIORITIES)

issues = Table(
    "issues",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    reference("project_id", "projects.id", on_delete="CASCADE"),
    reference("cycle_id", "cycles.id", nullable=True, on_delete="SET NULL"),
    reference("assignee_id", "users.id", nullable=True, on_delete="SET NULL"),
    reference("reporter_id", "users.id"),
    Column("number", Integer, nullable=False),
    Column("comment_count", Integer, nullable=False, server_default=text("0")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("estimate", SmallInteger),
    Column("due_date", Date),
    Column("status", issue_status, nullable=False, server_default=text("'backlog'")),
    Column("priority", issue_priority, nullable=False, server_default=text("'none'")),
    moment("created_at", now=True),
    moment("updated_at", now=True),
    moment("started_at", nullable=True),
    moment("closed_at", nullable=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=text("''")),
    Column("metadata", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    UniqueConstraint("project_id", "number", name="uq_issues_project_id_number"),
    Index(
        "ix_issues_board",
        "organization_id",
        "project_id",
        "status",
        "number",
        info={"serves": "boards by status, counts per column, the organization overview"},
    ),
    Index(
        "ix_issues_assignee_id_status",
        "assignee_id",
        "status",
        info={"serves": "a person's open issues: assignee filter, workload"},
    ),
    Index(
        "ix_issues_cycle_id",
        "cycle_id",
        info={"serves": "the issues of a sprint: velocity, burndown, sprint rollover"},
    ),
    Index(
        "ix_issues_due_date_open",
        "due_date",
        postgresql_where=text("status in ('backlog', 'todo', 'in_progress', 'in_review')"),
        info={"serves": "what is overdue: internal/sla/check, internal/recurring/due, the overdue job"},
    ),
    Index(
        "ix_issues_title_search",
        "organization_id",
        "title",
        postgresql_using="gin",
        postgresql_ops={"title": "gin_trgm_ops"},
        info={"serves": "GET /search, inside one organization"},
    ),
)
