"""Find a dashboard's latest visitors by an index that is in their order.

There are more visits than expected: each look at the list sorted all of a project's. The new index begins
with the project, so the old one can go.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d48a_dashboard_views_index"
down_revision = "d47b_report_facets"

change = Change(day=48, engineer=ALEX, kind=Kind.GOOD)


def in_order() -> None:
    create_index_concurrently(
        "ix_dashboard_views_project_id_viewed_at", "dashboard_views", ["project_id", "viewed_at"]
    )
    drop_index_concurrently("ix_dashboard_views_project_id")


def as_it_was() -> None:
    create_index_concurrently("ix_dashboard_views_project_id", "dashboard_views", ["project_id"])
    drop_index_concurrently("ix_dashboard_views_project_id_viewed_at")


upgrade = where_flawed("d44a_dashboard_views", in_order)
downgrade = where_flawed("d44a_dashboard_views", as_it_was)
