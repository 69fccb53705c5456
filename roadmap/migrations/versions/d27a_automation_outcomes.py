"""Make the list of a rule's runs quicker.

It is slow, and what people look for in it is what has failed. So outcomes get an index.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.labels import Also, Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d27a_automation_outcomes"
down_revision = "d26b_sla_clocks_tidy"

change = Change(
    day=27,
    engineer=JORDAN,
    kind=Kind.REDUNDANT_INDEX,
    mistake="unused_index",
    scripted="clean",
    expects=(
        Expect(
            "H002",
            index="ix_automation_runs_outcome",
            table="automation_runs",
            visible_after=1,
            also=(
                Also(
                    "lab:low_cardinality_index", index="ix_automation_runs_outcome", table="automation_runs"
                ),
            ),
        ),
    ),
)


def clean() -> None:
    """Nothing: the list asks for a rule, and no index of outcomes finds one."""


def flawed() -> None:
    create_index_concurrently("ix_automation_runs_outcome", "automation_runs", ["outcome"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_automation_runs_outcome")
