"""What analytics answer."""

from pydantic import Field

from webapp.schemas.base import Answer, Day, Id, Query


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


class Days(Query):
    """How far to look back."""

    days: int = Field(90, ge=1, le=366)


class BurndownDay(Answer):
    """The end of one day of a cycle; `ideal` goes evenly to zero."""

    day: Day
    scope: int
    remaining: int
    remaining_points: int
    ideal: float


class Burndown(Answer):
    """A cycle day by day."""

    cycle_id: Id
    name: str
    start_date: Day
    end_date: Day
    days: list[BurndownDay]


class CycleTime(Answer):
    """Hours from the start of work to done, of the issues closed lately."""

    project_id: Id
    closed_issues: int
    p50_hours: float | None
    p75_hours: float | None
    p90_hours: float | None
    p95_hours: float | None
    mean_hours: float | None
    median_hours_by_priority: dict[str, float]


class HeatmapCell(Answer):
    """An hour of the week (1 is Monday; UTC)."""

    weekday: int
    hour: int
    changes: int
    people: int


class Heatmap(Answer):
    """When the organization works; hours without a change are left out."""

    data: list[HeatmapCell]
