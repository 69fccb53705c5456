"""Give the organizations' figures a key.

Reading them waits while they are counted. A refresh that lets people read needs a unique index; now there
is one.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d45b_totals_by_key"
down_revision = "d45a_reports_in_order"

NAME = "uq_report_organization_totals_organization_id"

change = Change(day=45, engineer=SAM, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently(NAME, "report_organization_totals", ["organization_id"], unique=True)


def drop() -> None:
    drop_index_concurrently(NAME)


upgrade = where_flawed("d42a_organization_totals", build)
downgrade = where_flawed("d42a_organization_totals", drop)
