-- Before growth, the rows of the large tables do not lie exactly in the order of any key; partitions do by nature.
-- between 0 and 0.98
select coalesce(max(abs(correlation)), 0)
  from pg_stats
 where schemaname = 'public' and not inherited and tablename in ('issues', 'comments', 'activity_log', 'notifications')
   and attname in ('id', 'created_at', 'issue_id', 'project_id', 'user_id', 'number')
   and not exists (select from lab.seed_growth)
