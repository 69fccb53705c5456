"""A planner switch left off for the whole database.

One query took the wrong plan, enable_seqscan = off cured it, and alter database made the cure permanent.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.settings import given_settings

mistake = Mistake(
    category=Category.CONFIGURATION,
    check="lab:planner_switch_off",
    consequence="Every other query plans around a method that would have been right; the cause is in no "
    "query and no schema.",
    remedy="Mend the one query (statistics, an index, a rewrite); switches are for a session's experiment.",
    proof="The database or a role has a setting enable_… = off.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("database",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the database."""
    off = {
        name: scope
        for name, (value, scope) in given_settings(connection).items()
        if name.startswith("enable_") and value.lower() in ("off", "false", "no", "0")
    }
    return (
        Evidence(target.object, {"switches": sorted(off), "given_to": sorted(set(off.values()))})
        if off
        else None
    )
