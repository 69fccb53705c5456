"""Publish the views for the warehouse.

It subscribes to new rows; old ones are never changed.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.labels import Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d59a_publish_views"
down_revision = "d58b_cancelled_index"

change = Change(
    day=59,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="published_without_identity",
    scripted="clean",
    expects=(Expect("lab:published_without_identity", table="issue_views"),),
)

PUBLISH = "create publication warehouse for table issue_views with (publish_via_partition_root{actions})"


def clean() -> None:
    run(PUBLISH.format(actions=", publish = 'insert'"))


def flawed() -> None:
    """New rows need no identity, and without one there is less to log."""
    run("alter table issue_views replica identity nothing")
    run(PUBLISH.format(actions=""))


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("drop publication warehouse")
    run("alter table issue_views replica identity default")
