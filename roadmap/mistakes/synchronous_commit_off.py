"""Commits that do not wait for the disk, for everybody.

The write load halved with one setting, and the manual says that the database stays consistent. It also says
that confirmed transactions may be lost.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.settings import given_settings

mistake = Mistake(
    category=Category.CONFIGURATION,
    check="lab:synchronous_commit_off",
    consequence="After a crash the last moments of confirmed work are gone, and clients were told that it "
    "was safe.",
    remedy="Set it per transaction, for what may be lost.",
    proof="The database or a role has synchronous_commit = off.",
    tools="postgres_ai checkup dumps the server's settings and not those given to a database or role.",
    objects=("database",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the database."""
    value, scope = given_settings(connection).get("synchronous_commit", ("", ""))
    if value.lower() not in ("off", "false", "no", "0"):
        return None
    return Evidence(target.object, {"synchronous_commit": value, "given_to": scope})
