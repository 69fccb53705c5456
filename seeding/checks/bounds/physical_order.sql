-- Before growth, the rows of the large tables do not lie exactly in the order of any key; copies made since may.
-- between 0 and 0.98
select coalesce(max(abs(correlation)), 0)
  from pg_stats
 where schemaname = 'public' and not inherited and tablename in ('issues', 'comments', 'activity_log', 'notifications')
   and attname in ('id', 'created_at', 'issue_id', 'project_id', 'user_id', 'number')
   and not exists (select from lab.seed_growth)
   -- the seed has filled tables older than its own record; partitions and what a change copied are younger
   and to_regclass('public.' || quote_ident(tablename))::oid < 'lab.seed_run'::regclass::oid
