"""Find the triage list by an index that has all of its columns.

The board's index finds the organization and then reads every backlog issue of it to throw most away.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d16a_triage_index"
down_revision = "d15b_internal_notes"

change = Change(day=16, engineer=SAM, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently(
        "ix_issues_triage", "issues", ["organization_id", "status", "priority", "created_at"]
    )


def drop() -> None:
    drop_index_concurrently("ix_issues_triage")


upgrade = where_flawed("d13b_triage", build)
downgrade = where_flawed("d13b_triage", drop)
