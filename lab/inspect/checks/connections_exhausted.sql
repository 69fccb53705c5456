select 'database' as kind, current_database() as name,
       format('%s of %s connections', count(*), current_setting('max_connections')) as detail
  from pg_stat_activity
 where backend_type = 'client backend'
having count(*) >= 0.9 * current_setting('max_connections')::int
