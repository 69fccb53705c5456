"""Take away the report builder's indexes that are large.

Nothing reads them before the builder ships, and every comment pays. What indexes it needs will be seen from
its statements. The one of links is small and can stay until then.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d50b_facets_later"
down_revision = "d50a_notification_volume"

change = Change(day=50, engineer=ALEX, kind=Kind.GOOD)


def drop() -> None:
    drop_index_concurrently("ix_saved_searches_q")
    drop_index_concurrently("ix_comments_is_internal_user_id")


def build() -> None:
    create_index_concurrently("ix_saved_searches_q", "saved_searches", ["q"])
    create_index_concurrently("ix_comments_is_internal_user_id", "comments", ["is_internal", "user_id"])


upgrade = where_flawed("d47b_report_facets", drop)
downgrade = where_flawed("d47b_report_facets", build)
