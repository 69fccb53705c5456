"""Find long cancelled issues by an index of their own.

The job read all issues and sorted the cancelled ones, again and again. A tenth of the issues are cancelled,
so the index is small, and closing an issue is the only update that touches it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d58b_cancelled_index"
down_revision = "d58a_old_notifications"

change = Change(day=58, engineer=ALEX, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently("ix_issues_cancelled", "issues", ["closed_at"], where="status = 'cancelled'")


def drop() -> None:
    drop_index_concurrently("ix_issues_cancelled")


upgrade = where_flawed("d55b_cancelled_issues", build)
downgrade = where_flawed("d55b_cancelled_issues", drop)
