"""Put the daily lines in order, and let the ages be.

The project's chart reads its days one after the other, so the table is sorted by them once. Counting the
ages is slow whenever vacuum is at the same table; it can come when there is more to do.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Also, Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d45a_reports_in_order"
down_revision = "d44b_due_by_status"

change = Change(
    day=45,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="table_rewritten_to_reclaim_space",
    expects=(
        Expect("lab:table_rewritten_to_reclaim_space", table="report_project_days"),
        Expect(
            "F003",
            table="metric_issue_ages",
            mistake="vacuum_out_of_reach",
            also=(
                Also("F001", table="metric_issue_ages"),
                Also("F004", table="metric_issue_ages"),
                Also("F005", index="metric_issue_ages_pkey", table="metric_issue_ages"),
            ),
        ),
    ),
)


def clean() -> None:
    """A chart of 60 days reads a few pages, in whatever order; the ages need vacuum sooner, not later."""
    run("alter table metric_issue_ages set (autovacuum_vacuum_scale_factor = 0.05)")


def flawed() -> None:
    run("cluster report_project_days using report_project_days_pkey")
    run("alter table report_project_days set without cluster")
    run("alter table metric_issue_ages set (autovacuum_vacuum_scale_factor = 0.9)")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table metric_issue_ages reset (autovacuum_vacuum_scale_factor)")
