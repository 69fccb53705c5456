"""Show an issue's internal notes apart.

Support reads only these. A tenth of the comments are internal, so an index of them alone is small and stays
in memory.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Query
from roadmap.labels import Decoy
from roadmap.operations import create_index_concurrently, drop_index_concurrently

revision = "d15b_internal_notes"
down_revision = "d15a_saved_search_names"

NOTES = Query(
    "comments.internal_notes",
    "select id, user_id, left(body, 200) as excerpt, created_at from comments"
    " where issue_id = :issue_id and is_internal order by id limit 50",
    sample="select issue_id from comments where is_internal group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=15,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "H004",
            index="ix_comments_internal",
            table="comments",
            why="same columns as another index, a tenth of its rows, and its query reads no others",
            claim="select indpred is not null from pg_index"
            " where indexrelid = 'public.ix_comments_internal'::regclass",
        ),
    ),
    exercises=(Exercise("GET", "/issues/<issue:issue_id>/notes", NOTES, persona="power", weight=2),),
)


def upgrade() -> None:
    create_index_concurrently("ix_comments_internal", "comments", ["issue_id", "id"], where="is_internal")


def downgrade() -> None:
    drop_index_concurrently("ix_comments_internal")
