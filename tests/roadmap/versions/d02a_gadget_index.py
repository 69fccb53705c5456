"""Find an issue's gadgets by an index."""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d02a_gadget_index"
down_revision = "d01a_gadgets"

change = Change(day=2, engineer=ALEX, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently("ix_gadgets_issue_id", "gadgets", ["issue_id"])


def drop() -> None:
    drop_index_concurrently("ix_gadgets_issue_id")


upgrade = where_flawed("d01a_gadgets", build)
downgrade = where_flawed("d01a_gadgets", drop)
