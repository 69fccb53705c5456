select 'table' as kind, relname::text as name, schemaname::text as schema
  from pg_stat_user_tables where n_dead_tup > 0.2 * n_live_tup
