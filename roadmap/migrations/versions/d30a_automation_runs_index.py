"""Find a rule's runs by an index.

Its page reads the whole table of runs, and so does each rule that is taken away. With the rule in front and
the time behind it the newest runs come in their order.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import SAM
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d30a_automation_runs_index"
down_revision = "d29b_sla_clocks_quiet"

change = Change(day=30, engineer=SAM, kind=Kind.GOOD)


def build() -> None:
    create_index_concurrently("ix_automation_runs_rule_id_ran_at", "automation_runs", ["rule_id", "ran_at"])


def drop() -> None:
    drop_index_concurrently("ix_automation_runs_rule_id_ran_at")


upgrade = where_flawed("d25b_automation_runs", build)
downgrade = where_flawed("d25b_automation_runs", drop)
