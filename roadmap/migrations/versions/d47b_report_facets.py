"""Prepare the report builder's facets.

In the builder people will filter links by their type, saved searches by what was searched, and comments by
whether they are internal. The page comes next month; the indexes can be there already.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d47b_report_facets"
down_revision = "d47a_quarter_close"

FACETS = {
    "ix_issue_links_link_type": ("issue_links", ["link_type"]),
    "ix_saved_searches_q": ("saved_searches", ["q"]),
    "ix_comments_is_internal_user_id": ("comments", ["is_internal", "user_id"]),
}

change = Change(
    day=47,
    engineer=JORDAN,
    kind=Kind.REDUNDANT_INDEX,
    mistake="unused_index",
    expects=(
        Expect("H002", index="ix_issue_links_link_type", table="issue_links", visible_after=1),
        Expect("H002", index="ix_saved_searches_q", table="saved_searches", visible_after=1, until="d50b"),
        Expect(
            "H002", index="ix_comments_is_internal_user_id", table="comments", visible_after=1, until="d50b"
        ),
    ),
)


def clean() -> None:
    """Nothing asks for them yet."""


def flawed() -> None:
    for name, (table, columns) in FACETS.items():
        create_index_concurrently(name, table, columns)


def downgrade() -> None:
    for name in FACETS:
        drop_index_concurrently(name)


upgrade = variants(clean, flawed)
