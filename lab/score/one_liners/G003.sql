select 'database' as kind, datname::text as name
  from pg_stat_database where datname = current_database() and deadlocks > 0
