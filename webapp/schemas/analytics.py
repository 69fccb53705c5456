"""What analytics answer."""

from webapp.schemas.base import Answer, Day, Id


class OrganizationOverview(Answer):
    """The organization in figures; the rates look at the last 30 days."""

    users: int
    projects: int
    issues: int
    open_issues: int
    overdue_issues: int
    by_status: dict[str, int]
    by_priority: dict[str, int]
    created_30d: int
    closed_30d: int
    comments_30d: int
    median_cycle_time_hours: float | None


class CycleVelocity(Answer):
    """What a cycle took on and what of it was done."""

    cycle_id: Id
    name: str
    start_date: Day
    end_date: Day
    status: str
    issues: int
    done_issues: int
    points: int
    done_points: int


class Velocity(Answer):
    """A project's latest cycles, newest first."""

    project_id: Id
    average_points: float
    cycles: list[CycleVelocity]


class PersonLoad(Answer):
    """What one person has on the table."""

    user_id: Id
    name: str
    open_issues: int
    in_progress: int
    urgent: int
    overdue: int
    points: int


class Workload(Answer):
    """Everybody's open work, the most loaded first."""

    data: list[PersonLoad]
