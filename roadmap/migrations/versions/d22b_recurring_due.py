"""Answer what is due from the recurring rules.

The check looked at due dates, for want of anything better. It now asks the rules, by an index of the active
ones in the order of their next day.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.operations import create_index_concurrently, drop_index_concurrently

revision = "d22b_recurring_due"
down_revision = "d22a_recurring_occurrences"

DUE = Query(
    "recurring_rules.due",
    """
    select i.id as issue_id, p.key || '-' || i.number as key, i.organization_id, i.assignee_id, i.title,
           r.next_on as due_date
      from (
        select issue_id, next_on from recurring_rules
         where active and next_on between current_date and current_date + 7
         order by next_on limit 100
      ) r
      join issues i on i.id = r.issue_id
      join projects p on p.id = i.project_id
     order by r.next_on, i.id
    """,
)

change = Change(
    day=22,
    engineer=ALEX,
    kind=Kind.GOOD,
    exercises=(
        Exercise("GET", "/internal/recurring/due", DUE, persona="background", takes_over="recurring_due"),
    ),
)


def upgrade() -> None:
    create_index_concurrently("ix_recurring_rules_next_on", "recurring_rules", ["next_on"], where="active")


def downgrade() -> None:
    drop_index_concurrently("ix_recurring_rules_next_on")
