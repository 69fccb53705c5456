select 'session' as kind, application_name as name,
       format('%s sessions, the longest for %s s, %s hold a snapshot', count(*),
              max(extract(epoch from clock_timestamp() - state_change))::bigint,
              count(coalesce(backend_xmin, backend_xid))) as detail
  from pg_stat_activity
 where state in ('idle in transaction', 'idle in transaction (aborted)')
   and datname = current_database()
   and application_name not like 'taskpilot-lab%'
   and state_change < clock_timestamp() - make_interval(secs => :idle_s)
 group by application_name
 order by 2
