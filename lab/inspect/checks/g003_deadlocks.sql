select 'database' as kind, datname as name, format('%s deadlocks', deadlocks) as detail
  from pg_stat_database
 where datname = current_database() and deadlocks > 0
