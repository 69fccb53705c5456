"""Vacuum of one table freed from its throttle.

The table bloated, so its autovacuum was told not to pause: cost delay zero. It helped.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.shadow import pages_of
from roadmap.probing.sql import table_of
from roadmap.probing.storage import own_parameter

mistake = Mistake(
    category=Category.CONFIGURATION,
    check="F001",
    consequence="Each vacuum of it reads and writes as fast as the disk allows, in the middle of the day.",
    remedy="Vacuum it more often (a smaller scale factor) in place of harder; raise the cost limit "
    "moderately.",
    proof="The table's storage parameters set autovacuum_vacuum_cost_delay to 0.",
    tools="postgres_ai checkup: F001 (per_table_cost_delay_zero) names it at any size.",
    objects=("table",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    relation = table_of(target.object)
    delay = own_parameter(connection, relation, "autovacuum_vacuum_cost_delay")
    if delay is None or float(delay) > 0:
        return None
    return Evidence(target.object, {"cost_delay_ms": float(delay), "pages": pages_of(connection, relation)})
