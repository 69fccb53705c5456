-- A project's higher numbers are its later issues.
select count(*)
  from (select created_at < lag(created_at) over (partition by project_id order by number) as earlier from issues) i
 where earlier
