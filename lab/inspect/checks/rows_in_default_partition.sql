select 'table' as kind, n.nspname as schema, c.relname as name,
       format('%s rows in %s', f.rows, d.relname) as detail
  from pg_partitioned_table p
  join pg_class c on c.oid = p.partrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class d on d.oid = p.partdefid
  left join pg_stat_user_tables s on s.relid = d.oid
 cross join lateral (select greatest(s.n_live_tup, d.reltuples::bigint, 0) as rows) f
 where p.partstrat = 'r' and f.rows > 0
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
 order by 2, 3
