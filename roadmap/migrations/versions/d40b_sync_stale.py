"""Find the links that have not changed over there for longest.

The sweep asks these again when it has time. It takes a hundred, oldest first, by an index of their time.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import create_index_concurrently, drop_index_concurrently

revision = "d40b_sync_stale"
down_revision = "d40a_rate_limit_counters"

STALE = Query(
    "sync_links.stale",
    "select connection_id, issue_id, external_id, external_updated_at from sync_links"
    " order by external_updated_at limit 100",
)

change = Change(
    day=40,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "H004",
            index="ix_sync_links_connection_id",
            table="sync_links",
            why="it is on the table's first column and its neighbour on the tenth: 1 begins 10 as text only",
            claim="select not exists (select from pg_index a join pg_index b on b.indrelid = a.indrelid"
            " and b.indexrelid <> a.indexrelid and b.indkey[0] = a.indkey[0]"
            " where a.indexrelid = 'public.ix_sync_links_connection_id'::regclass)",
        ),
    ),
    exercises=(Exercise("GET", "/internal/sync/stale", STALE, persona="background"),),
)


def upgrade() -> None:
    create_index_concurrently("ix_sync_links_external_updated_at", "sync_links", ["external_updated_at"])


def downgrade() -> None:
    drop_index_concurrently("ix_sync_links_external_updated_at")
