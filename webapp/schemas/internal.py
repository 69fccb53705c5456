"""What the machine-to-machine endpoints answer."""

from webapp.schemas.base import Answer, Day, Id, Moment


class Breach(Answer):
    """An open issue past its due date."""

    issue_id: Id
    key: str
    organization_id: Id
    assignee_id: Id | None
    priority: str
    due_date: Day
    days_overdue: int


class SlaCheck(Answer):
    """Overdue issues: how many there are (counted up to a cap) and the longest overdue ones."""

    breached: int
    data: list[Breach]


class PendingDelivery(Answer):
    """A delivery that is due."""

    id: Id
    webhook_id: Id
    event: str
    attempts: int
    next_attempt_at: Moment


class FailingReceiver(Answer):
    """A receiver whose latest delivery was tried and not taken."""

    webhook_id: Id
    status: str
    attempts: int
    response_status: int | None


class PendingDeliveries(Answer):
    """The outbox' due part, oldest first, and the receivers that are failing."""

    data: list[PendingDelivery]
    failing: list[FailingReceiver]


class DueIssue(Answer):
    """An open issue that falls due soon."""

    issue_id: Id
    key: str
    organization_id: Id
    assignee_id: Id | None
    title: str
    due_date: Day


class DueSoon(Answer):
    """Issues that fall due within the coming week."""

    data: list[DueIssue]


class TenantMetrics(Answer):
    """One organization's last hour."""

    organization_id: Id
    activity: int
    issues_touched: int
    users_active: int


class Metrics(Answer):
    """The busiest organizations of the last hour, and the outbox."""

    data: list[TenantMetrics]
    pending_deliveries: int
