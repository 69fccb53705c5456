"""Answer the SLA check from the clocks, and show what runs out next.

Both ask for running clocks in the order of their end, so there is one index for the two.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index, create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d24a_sla_check"
down_revision = "d23b_sla_clocks"

CHECK = Query(
    "sla_clocks.check",
    """
    select (select count(*) from (
            select from sla_clocks where stopped_at is null and due_at < now() limit 1000
           ) capped) as breached,
           coalesce(json_agg(json_build_object('issue_id', i.id, 'key', p.key || '-' || i.number,
               'organization_id', i.organization_id, 'assignee_id', i.assignee_id, 'priority', i.priority,
               'due_date', c.due_at::date, 'days_overdue', current_date - c.due_at::date)
               order by c.due_at, i.id), '[]') as data
      from (
        select issue_id, due_at from sla_clocks
         where stopped_at is null and due_at < now()
         order by due_at limit 100
      ) c
      join issues i on i.id = c.issue_id
      join projects p on p.id = i.project_id
    """,
)
NEXT = Query(
    "sla_clocks.next",
    "select c.issue_id, c.due_at, i.title from sla_clocks c join issues i on i.id = c.issue_id"
    " where c.stopped_at is null and c.due_at > now() and i.organization_id = :organization_id"
    " order by c.due_at limit 20",
    sample="select organization_id from issues group by 1 order by count(*) desc, 1 limit 1",
)
INDEX = ("ix_sla_clocks_due_at", "sla_clocks", ["due_at"])
RUNNING = "stopped_at is null"

change = Change(
    day=24,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="create_index_blocking_writers",
    scripted="clean",
    expects=(Expect("lab:create_index_blocking_writers", table="sla_clocks"),),
    exercises=(
        Exercise("GET", "/internal/sla/check", CHECK, persona="background", takes_over="sla_check"),
        Exercise("GET", "/sla/next", NEXT, persona="regular", weight=2),
    ),
)


def clean() -> None:
    create_index_concurrently(*INDEX, where=RUNNING)


def flawed() -> None:
    create_index(*INDEX, where=RUNNING)


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_sla_clocks_due_at")
