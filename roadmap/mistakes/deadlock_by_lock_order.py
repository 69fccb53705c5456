"""Two code paths that lock the same rows in different order.

One updates the issue and then its project, the other the project and then its issues. Each is right, and
tests run one at a time.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown

mistake = Mistake(
    category=Category.LOCKING,
    check="G003",
    consequence="Under load they wait for each other; a second later one request is killed with an error.",
    remedy="One order for all (by table, then by key: select … order by id for update), and a retry for "
    "40P01.",
    proof="The server counted deadlocks in this database.",
    tools="postgres_ai checkup: G003 warns from the first deadlock on; it counts them and knows no object.",
    objects=("database",),
    needs=Needs.LOAD,
    event=True,
)

COUNTED = text("""
    select deadlocks, xact_commit from pg_stat_database where datname = current_database()
""")
BUSY = 10_000


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the database."""
    row = connection.execute(COUNTED).one()
    if row.deadlocks:
        return Evidence(target.object, {"deadlocks": row.deadlocks})
    return None if row.xact_commit >= BUSY else Unknown(Needs.LOAD, "nobody has worked here for long")
