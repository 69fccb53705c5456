"""A trigger that was switched off, a foreign key's own included.

Left so after a bulk load: the rules that it kept are no longer kept.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Any trigger of a table that is disabled.",
    remedy="alter table … enable trigger; then look for rows that break the rule.",
)
find = sql_beside(__file__)
