select application_name::text as application, coalesce(state, 'none') as state,
       coalesce(wait_event_type, 'running') as waits_for, coalesce(wait_event, '') as event,
       count(*) as sessions,
       coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 as longest_transaction_s,
       max(greatest(age(backend_xmin), age(backend_xid))) as holds_back
  from pg_stat_activity
 where backend_type = 'client backend' and datname = current_database()
   and application_name not like 'taskpilot-lab%'
 group by 1, 2, 3, 4
