"""Make long threads quick to open.

The thread page asks for an issue's comments in their order; this is the index for it.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.labels import Also, Expect, Subject
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d17a_comment_thread"
down_revision = "d16b_activity_by_day"

change = Change(
    day=17,
    engineer=SAM,
    kind=Kind.REDUNDANT_INDEX,
    mistake="duplicate_index",
    expects=(
        Expect(
            "H004",
            index="ix_comments_thread",
            table="comments",
            any_of=(
                Subject(index="ix_comments_thread", table="comments"),
                Subject(index="ix_comments_issue_id", table="comments"),
            ),
            also=(
                Also("H002", index="ix_comments_thread", table="comments"),
                Also("H002", index="ix_comments_issue_id", table="comments"),
            ),
        ),
    ),
)


def clean() -> None:
    """The comments have such an index from the first day on."""


def flawed() -> None:
    create_index_concurrently("ix_comments_thread", "comments", ["issue_id", "id"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_comments_thread")
