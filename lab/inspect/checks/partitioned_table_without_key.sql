select 'table' as kind, n.nspname as schema, c.relname as name,
       'partitioned, without a primary key' as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'p' and not c.relispartition and c.relpersistence = 'p'
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')
   and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by 2, 3
