"""A quick schema change that queued behind a long query.

The statement takes two milliseconds. It first has to wait for whoever reads the table, and while it waits
everybody who comes later waits behind it.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.locks import figures_of, not_measured, relation_of

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:schema_change_behind_long_query",
    consequence="The whole table stands still for as long as the longest query or idle transaction before "
    "it.",
    remedy="Set lock_timeout to a second or two and try again; look for long transactions first.",
    proof="While the change ran under load others waited at least a second, although it read no row under "
    "its lock.",
    tools="squawk asks for a lock_timeout on every statement (require-lock-timeout). No catalogue shows it "
    "afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("require-lock-timeout",),
    needs=Needs.LOAD,
    event=True,
)

MODE = "AccessExclusiveLock"
LONG_WAIT_MS = 1_000


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    relation = relation_of(target.object)
    for measured in target.measured:
        if MODE not in measured.held.get(relation, ()) or measured.rows_read.get(relation):
            continue
        if not measured.under_load:
            return Unknown(Needs.LOAD, "nobody was working while the change ran")
        if measured.longest_wait_ms >= LONG_WAIT_MS and measured.sessions_blocked:
            return Evidence(target.object, figures_of(measured, relation))
    return None if target.measured else not_measured()
