select a.application_name::text as application, c.relname::text as name, l.mode, l.granted::int as granted,
       count(*) as sessions
  from pg_locks l
  join pg_stat_activity a on a.pid = l.pid
  join pg_class c on c.oid = l.relation
 where l.locktype = 'relation' and l.database = (select oid from pg_database where datname = current_database())
   and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
 group by 1, 2, 3, 4
