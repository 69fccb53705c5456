"""ON DELETE CASCADE into a table that grows without bound.

A deleted project takes its events along: one word, no orphans. In the test it takes three.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:cascade_over_big_table",
    consequence="One small DELETE locks and removes hundreds of thousands of rows in one transaction, with "
    "their indexes and triggers.",
    remedy="Delete children in batches first (a job), keep restrict or no action on the constraint.",
    proof="The foreign key cascades, and deleting the parent that has most children removes at least a "
    "thousand rows.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("constraint",),
    needs=Needs.GROWTH,
)

FIGURES = """
    select q.confdeltype = 'c' as cascades,
           (select format('%I', attname) from pg_attribute
             where attrelid = q.conrelid and attnum = q.conkey[1]) as key
      from pg_constraint q
     where q.conrelid = cast({relation} as regclass) and q.conname = {constraint} and q.contype = 'f'
"""
LARGEST = """
    select coalesce(max(times), 0) as children
      from (select count(*) as times from {table} where {key} is not null group by {key}) families
"""
MANY_ROWS = 1_000


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the foreign key's constraint and its table."""
    row = ask(connection, FIGURES, target.object, constraint=target.object.name)
    if not row.cascades:
        return None
    children = ask(connection, LARGEST.replace("{key}", row.key), target.object).children
    if children < MANY_ROWS:
        return Unknown(Needs.GROWTH, f"the largest parent has {children} children")
    return Evidence(target.object, {"rows_deleted_with_one_parent": children})
