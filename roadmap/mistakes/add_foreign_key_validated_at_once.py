"""A foreign key added and validated in one step.

It is what `op.create_foreign_key` does, and the two tables are right beside each other in the test
database. The check of all existing rows runs under the lock that was meant for the catalogue entry.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import scanned_under

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:add_foreign_key_validated_at_once",
    consequence="Writers of both tables wait until every row of the referencing one has been looked up.",
    remedy="add constraint … not valid, commit, then validate constraint, which lets writers through.",
    proof="The change's transaction held ShareRowExclusiveLock on the table and read its rows; with NOT "
    "VALID it reads none.",
    tools="squawk names it before it runs. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("adding-foreign-key-constraint", "constraint-missing-not-valid"),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the referencing table and what was measured while the change ran."""
    return scanned_under(target, "ShareRowExclusiveLock")
