"""Issues: filters, bodies, rows of lists and the whole of one."""

from typing import Annotated, Any, Literal

from pydantic import Field

from webapp.schemas.base import (
    NO_NUL,
    WHOLE,
    Answer,
    Body,
    Day,
    Id,
    IssueName,
    LongText,
    Metadata,
    Moment,
    PriorityChoice,
    Query,
    StatusChoice,
    Title,
    Window,
)

Status = Literal["backlog", "todo", "in_progress", "in_review", "done", "cancelled"]
Priority = Literal["none", "low", "medium", "high", "urgent"]
Estimate = Annotated[int, Field(ge=0, le=1000), WHOLE]
Sort = Literal["-created", "created", "-updated", "-priority", "due"]


class IssueFilter(Window):
    """Which issues of a project, in which order."""

    status: StatusChoice | None = Field(None, description="one or more, separated by commas")
    priority: PriorityChoice | None = Field(None, description="one or more, separated by commas")
    assignee_id: Id | None = None
    cycle_id: Id | None = None
    label: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)] | None = Field(
        None, description="a label's name"
    )
    sort: Sort = Field("-created", description="`-` is descending: newest, latest change, most urgent first")


class MyIssueFilter(Window):
    """Which of the issues assigned to the caller."""

    status: StatusChoice | None = Field(None, description="one or more, separated by commas")


class NewIssue(Body):
    """An issue to create."""

    project_id: Id
    title: Title
    description: LongText = ""
    status: Status = "backlog"
    priority: Priority = "none"
    assignee_id: Id | None = None
    cycle_id: Id | None = None
    estimate: Estimate | None = None
    due_date: Day | None = None
    metadata: Metadata = Field(default_factory=dict)
    label_ids: list[Id] = Field(default_factory=list, max_length=20)


class IssueChange(Body):
    """Fields to change; those left out stay."""

    title: Title = ""
    description: LongText = ""
    status: Status = "backlog"
    priority: Priority = "none"
    assignee_id: Id | None = None
    cycle_id: Id | None = None
    estimate: Estimate | None = None
    due_date: Day | None = None
    metadata: Metadata = Field(default_factory=dict)


class ManyIssues(Body):
    """The same change to many issues: to all of them, or to none."""

    ids: Annotated[list[IssueName], Field(min_length=1, max_length=100, description="ids or keys")]
    changes: IssueChange


class BoardSize(Query):
    """How much of a board."""

    per_column: int = Field(50, ge=1, le=100)


class IssueRow(Answer):
    """An issue as lists show it."""

    id: Id
    key: str = Field(examples=["ENG-123"])
    number: int
    project_id: Id
    title: str
    status: Status
    priority: Priority
    assignee_id: Id | None
    reporter_id: Id
    cycle_id: Id | None
    estimate: int | None
    due_date: Day | None
    comment_count: int
    version: int
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None
    closed_at: Moment | None


class IssueText(IssueRow):
    """An issue with its text, as writing it answers."""

    description: str
    metadata: dict[str, Any]


class IssueLabel(Answer):
    """A label on an issue."""

    id: Id
    name: str
    color: str


class IssueAttachment(Answer):
    """A file of an issue."""

    id: Id
    filename: str
    content_type: str
    file_size: int


class IssueLink(Answer):
    """A link as seen from the issue: an inverse type where it is the target."""

    id: Id
    type: Literal["blocks", "is_blocked_by", "duplicates", "is_duplicated_by", "relates"]
    issue_id: Id
    issue_key: str
    issue_title: str
    issue_status: Status


class IssueDetail(IssueText):
    """An issue with all that hangs on it but comments."""

    labels: list[IssueLabel]
    attachments: list[IssueAttachment]
    links: list[IssueLink]


class ChangedIssues(Answer):
    """The issues after a change of many."""

    data: list[IssueRow]


class BoardColumn(Answer):
    """A status: how many issues it has, and the newest of them."""

    status: Status
    count: int
    data: list[IssueRow]


class Board(Answer):
    """A project's board."""

    project_id: Id
    columns: list[BoardColumn]
