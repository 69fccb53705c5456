select 'index' as kind, c.relname::text as name, c.relnamespace::regnamespace::text as schema
  from pg_index x join pg_class c on c.oid = x.indexrelid where not x.indisvalid
