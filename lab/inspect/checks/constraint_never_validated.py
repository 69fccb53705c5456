"""A constraint that was added NOT VALID and never validated.

It guards new rows only, and the planner does not rely on it.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Check, foreign key or not-null; enforced but not validated.",
    remedy="alter table … validate constraint, after mending the rows that break it.",
)
find = sql_beside(__file__)
