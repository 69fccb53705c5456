select 'session' as kind, application_name as name,
       format('running for %s s: %s', extract(epoch from max(clock_timestamp() - query_start))::bigint,
              left(min(regexp_replace(query, '\s+', ' ', 'g')), 100)) as detail
  from pg_stat_activity
 where state = 'active' and backend_type = 'client backend'
   and datname = current_database() and pid <> pg_backend_pid()
   and application_name not like 'taskpilot-lab%'
   and query_start < clock_timestamp() - make_interval(secs => :running_s)
   and query !~* '^\s*(vacuum|analyze|create|alter|reindex|cluster|copy|refresh)\M'
 group by application_name
 order by 2
