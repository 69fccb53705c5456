"""Tries an index on a copy of the table: what the statement costs without it and with it.

An index is missing when the statement reads far less once it is there, and not when somebody says so. The
copy takes no lock that a writer waits for; the build is rolled back with everything else.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from roadmap.mistake import Evidence, Figure, Needs, Outcome, Target, Unknown
from roadmap.probing.plan import Plan, explain, timed
from roadmap.probing.redundancy import covers
from roadmap.probing.shadow import MAX_PAGES, shadow

TIMES_CHEAPER = 5
GIN_PAGES = 2_000  # 16 MB; trigrams of more text take longer to index than a probe may take
MIN_PAGES = 40  # below this, the planner rightly scans

NEWEST_INDEX = text("""
    select i.relname::text
      from pg_index x join pg_class i on i.oid = x.indexrelid
     where x.indrelid = to_regclass(:relation) and i.relnamespace = pg_my_temp_schema()
     order by i.oid desc limit 1
""")


@dataclass(frozen=True)
class Trial:
    """A statement's plans on the copy, before and after the index was built."""

    before: Plan
    after: Plan
    uses_it: bool
    already_there: bool
    share: float

    def outcome(self, target: Target, **more: Figure) -> Outcome:
        """Evidence where the index makes the statement at least five times cheaper.

        Unknown where the table is still too small for the planner to care.
        """
        if self.already_there:
            return None
        if self.before.pages < MIN_PAGES:
            reason = f"the statement reads {self.before.pages} pages: an index would not pay yet"
            return Unknown(Needs.GROWTH, reason)
        times = self.before.pages / max(1, self.after.pages)
        if not self.uses_it or times < TIMES_CHEAPER:
            return None
        figures = self.before.beside(self.after, "with_index") | {"share_of_table": round(self.share, 3)}
        return Evidence(target.object, figures | more)


def try_index(connection: Connection, target: Target) -> Trial:
    """Run the target's statement on a copy of its table, build the target's index there, run it again."""
    ref, statement = target.object, target.statement
    if statement is None or target.index is None or ref.table is None:
        raise ValueError(f"{ref.name}: this probe takes a statement, its table and the index that it lacks")
    in_use = frozenset(explain(connection, statement, analyze=False).indexes())
    most = GIN_PAGES if " using gin " in target.index else MAX_PAGES
    copy = shadow(connection, ref.schema or "public", ref.table, indexes=in_use, max_pages=most)
    before = timed(connection, statement)
    if not all(str(node["Schema"]).startswith("pg_temp") for node in before.scans(ref.table)):
        raise ValueError(
            f"{ref.name}: the statement names {ref.table} by its schema or by a view; name it alone"
        )
    connection.exec_driver_sql(target.index.replace("%", "%%"))
    built = connection.execute(NEWEST_INDEX, {"relation": copy.name}).scalar_one()
    connection.exec_driver_sql(f"analyze {copy.name}")
    after = timed(connection, statement)
    already_there = bool(covers(connection, copy.name, built))
    return Trial(before, after, built in after.indexes(), already_there, copy.share)
