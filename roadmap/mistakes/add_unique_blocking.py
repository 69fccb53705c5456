"""A unique constraint that builds its index while everybody waits.

`unique=True` in a migration is one word. The index behind it is built under the constraint's lock.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import scanned_under

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:add_unique_blocking",
    consequence="Nobody reads or writes the table until the index is built.",
    remedy="create unique index concurrently, then add constraint … using index, which is instant.",
    proof="The change's transaction held AccessExclusiveLock and ShareLock on the table and read its rows: "
    "it built an index there.",
    tools="squawk names it before it runs. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("disallowed-unique-constraint",),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    outcome = scanned_under(target, "ShareLock")
    return outcome and scanned_under(target, "AccessExclusiveLock")
