"""A table older than its own freeze limit.

autovacuum_freeze_max_age was lowered for this table to 'keep it tidy', and the next mass import passes it
at once.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, table_of
from roadmap.probing.storage import own_parameter, parameter

mistake = Mistake(
    category=Category.BLOAT,
    check="F002",
    consequence="Anti-wraparound vacuums start over and over, cannot be cancelled by a lock request, and "
    "block schema changes.",
    remedy="Give the limit back; find what holds back the horizon if the age does not fall after a vacuum.",
    proof="age(relfrozenxid) is at least the autovacuum_freeze_max_age that counts for the table.",
    tools="postgres_ai checkup: F002 (warning), any size; not with the default role on a server built "
    "without XML.",
    objects=("table",),
    needs=Needs.LOAD,
)

AGE = """
    select age(relfrozenxid) as age from pg_class where oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    relation = table_of(target.object)
    age = ask(connection, AGE, target.object).age
    limit = int(parameter(connection, relation, "autovacuum_freeze_max_age"))
    if age >= limit:
        return Evidence(target.object, {"age": age, "limit": limit})
    if own_parameter(connection, relation, "autovacuum_freeze_max_age") is None:
        return None
    return Unknown(Needs.LOAD, f"{age} of {limit} transactions have passed")
