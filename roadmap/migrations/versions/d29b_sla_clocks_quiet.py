"""Leave clocks alone that nothing has happened to.

The checker stamped each running clock many times a day, and because the stamp was indexed each stamp wrote
all of the table's indexes. Rewriting the table had only hidden that for some days. When a clock runs out is
known from the start, so the checker reads those that have, and writes nothing.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d29b_sla_clocks_quiet"
down_revision = "d29a_recurring_history"

LATE = Query(
    "sla_clocks.late",
    "select issue_id, due_at < now() as late from sla_clocks where stopped_at is null"
    " order by due_at limit 50",
)

change = Change(
    day=29,
    engineer=ALEX,
    kind=Kind.GOOD,
    exercises=(Exercise("PATCH", "/internal/sla/clocks", LATE, persona="background", weight=2, one=False),),
)


def drop() -> None:
    drop_index_concurrently("ix_sla_clocks_checked_at")


def build() -> None:
    create_index_concurrently("ix_sla_clocks_checked_at", "sla_clocks", ["checked_at"])


upgrade = where_flawed("d23b_sla_clocks", drop)
downgrade = where_flawed("d23b_sla_clocks", build)
