select 'index' as kind, n.nspname as schema, i.relname as name, t.relname as "table",
       format('%s, not valid', pg_size_pretty(pg_relation_size(i.oid))) as detail
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_class t on t.oid = x.indrelid
  join pg_namespace n on n.oid = t.relnamespace
 where not x.indisvalid
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and not exists (select from pg_stat_progress_create_index p where p.index_relid = x.indexrelid)
 order by 2, 3
