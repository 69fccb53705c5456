select a.pid, a.application_name::text as application, a.query_id::text as queryid, l.mode,
       coalesce(c.relname::text, l.locktype) as wants,
       extract(epoch from clock_timestamp() - l.waitstart)::float8 as waited_s,
       pg_blocking_pids(a.pid) as blockers
  from pg_stat_activity a
  join pg_locks l on l.pid = a.pid and not l.granted
  left join pg_class c on c.oid = l.relation and l.database <> 0
 where a.datname = current_database() and a.wait_event_type = 'Lock'
