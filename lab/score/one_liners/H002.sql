select 'index' as kind, indexrelname::text as name, schemaname::text as schema
  from pg_stat_user_indexes where idx_scan = 0
