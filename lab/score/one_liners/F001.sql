select 'table' as kind, relname::text as name, relnamespace::regnamespace::text as schema
  from pg_class where reloptions::text like '%autovacuum%'
