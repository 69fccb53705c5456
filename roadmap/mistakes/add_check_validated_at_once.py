"""A check constraint added and validated in one step.

One line, one constraint, and all rows satisfy it: what is there to wait for? The proof that they do is a
scan under AccessExclusiveLock.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import rewritten, scanned_under

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:add_check_validated_at_once",
    consequence="Readers and writers wait until the whole table has been read.",
    remedy="add constraint … not valid, commit, then validate constraint.",
    proof="The change's transaction held AccessExclusiveLock on the table and read its rows without "
    "rewriting it.",
    tools="squawk names it before it runs. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("constraint-missing-not-valid",),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    return None if rewritten(target) else scanned_under(target, "AccessExclusiveLock")
