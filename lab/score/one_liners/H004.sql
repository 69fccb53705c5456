select distinct 'index' as kind, c.relname::text as name, c.relnamespace::regnamespace::text as schema
  from pg_index a join pg_index b on a.indrelid = b.indrelid and a.indexrelid <> b.indexrelid
  join pg_class c on c.oid = a.indexrelid
 where b.indkey::text like a.indkey::text || '%' and not a.indisprimary
   and c.relnamespace::regnamespace::text not like 'pg_%'
