"""An index built without CONCURRENTLY on a table in use.

`op.create_index` is the line that every tutorial shows, it runs inside the migration's transaction without
complaint, and the staging table builds in a blink.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import scanned_under

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:create_index_blocking_writers",
    consequence="Every insert, update and delete on the table waits until the build is done.",
    remedy="create index concurrently, in a transaction of its own; drop the invalid index if it fails.",
    proof="The change held ShareLock on a table that it did not make; a concurrent build never takes it.",
    tools="squawk names it before it runs; no catalogue shows it afterwards, lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("require-concurrent-index-creation",),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    return scanned_under(target, "ShareLock")
