select 'table' as kind, c.relname::text as name, c.relnamespace::regnamespace::text as schema
  from pg_class c
 where c.relkind = 'r' and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
   and not exists (select from pg_index x where x.indrelid = c.oid and x.indisprimary)
