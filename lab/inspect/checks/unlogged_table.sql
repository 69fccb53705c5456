select 'table' as kind, n.nspname as schema, c.relname as name,
       format('%s, unlogged', pg_size_pretty(pg_relation_size(c.oid))) as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and c.relpersistence = 'u'
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
 order by 2, 3
