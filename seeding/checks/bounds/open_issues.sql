-- A fifth to a third of the issues are open, so that boards are full.
-- between 0.2 and 0.36
select avg((status in ('backlog', 'todo', 'in_progress', 'in_review'))::int) from issues
