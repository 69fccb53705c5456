"""Let a clock be paused: for an issue, for its project, or for the whole organization.

A yes or no on each of the three; an issue is paused where any of them says so.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d24b_sla_pauses"
down_revision = "d24a_sla_check"

PAUSED = Query(
    "issues.sla_paused",
    "select i.id, i.sla_paused or p.sla_paused or o.sla_paused as paused from issues i"
    " join projects p on p.id = i.project_id join organizations o on o.id = i.organization_id"
    " where i.id = :issue_id",
    sample="select id as issue_id from issues limit 1",
)
TABLES = ("organizations", "projects", "issues")

change = Change(
    day=24,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="many_tables_locked_at_once",
    scripted="clean",
    expects=(Expect("lab:many_tables_locked_at_once", table="issues"),),
    exercises=(
        Exercise("GET", "/issues/<issue:issue_id>/sla/paused", PAUSED, persona="regular", weight=1, one=True),
    ),
)


def clean() -> None:
    for table in TABLES:
        with committed():
            run(f"alter table {table} add column if not exists sla_paused boolean not null default false")


def flawed() -> None:
    for table in TABLES:
        run(f"alter table {table} add column sla_paused boolean not null default false")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    for table in TABLES:
        with committed():
            run(f"alter table {table} drop column if exists sla_paused")
