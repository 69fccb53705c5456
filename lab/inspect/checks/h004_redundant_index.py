"""An index whose work another index of the same table does.

A prefix, a duplicate, or the shadow of a constraint: twice the writes, nothing gained.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Both indexes over 5 pages, the same access method, operator classes, collations, expressions "
    "and predicate, the columns a prefix (B-tree) or equal; never one that backs a constraint.",
    remedy="drop index concurrently on the narrower or younger one.",
    differs="Column numbers are compared as numbers (column 1 is no prefix of column 10); collations must "
    "be equal; of two equal ones exactly the younger is named.",
)
find = sql_beside(__file__)
