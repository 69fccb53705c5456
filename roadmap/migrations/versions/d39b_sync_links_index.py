"""Find a connection's links by an index.

The project's page has read all links of everybody since it shipped, and so has each connection that was
removed. Built concurrently, nobody waits.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d39b_sync_links_index"
down_revision = "d39a_sync_by_number"

change = Change(day=39, engineer=SAM, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently("ix_sync_links_connection_id", "sync_links", ["connection_id"])


def drop() -> None:
    drop_index_concurrently("ix_sync_links_connection_id")


upgrade = where_flawed("d37b_sync_links", build)
downgrade = where_flawed("d37b_sync_links", drop)
