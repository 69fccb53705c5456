"""Tidy up the SLA clocks.

The table has become several times as large as its rows. Putting the rows together again makes it small and
the checker quick.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Expect
from roadmap.operations import committed, run
from roadmap.variants import variants

revision = "d26b_sla_clocks_tidy"
down_revision = "d26a_stuck_issues"

change = Change(
    day=26,
    engineer=JORDAN,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="table_rewritten_to_reclaim_space",
    expects=(Expect("lab:table_rewritten_to_reclaim_space", table="sla_clocks"),),
)


def clean() -> None:
    with committed():
        run("vacuum (analyze) sla_clocks")


def flawed() -> None:
    run("cluster sla_clocks using sla_clocks_pkey")
    run("analyze sla_clocks")


upgrade = variants(clean, flawed)


def downgrade() -> None:
    run("alter table sla_clocks set without cluster")
