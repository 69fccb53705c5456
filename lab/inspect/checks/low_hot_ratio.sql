select n.nspname as schema, c.relname::text as name, a.attname::text as column, i.relname::text as index,
       s.n_tup_upd as updates, s.n_tup_hot_upd as hot
  from pg_stat_user_tables s
  join pg_class c on c.oid = s.relid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_index x on x.indrelid = c.oid and x.indisvalid and not x.indisunique and x.indpred is null
  join pg_class i on i.oid = x.indexrelid
  join pg_am m on m.oid = i.relam and m.amname <> 'brin'
  join pg_attribute a on a.attrelid = c.oid and a.attnum = any (x.indkey::int2[])
  join pg_type t on t.oid = a.atttypid and t.typcategory in ('D', 'N')
 where s.n_tup_upd >= 1000 and s.n_tup_hot_upd < 0.5 * s.n_tup_upd
   and n.nspname <> 'lab'
   and not exists (select from pg_constraint f
                    where f.conrelid = c.oid and f.contype in ('f', 'p') and a.attnum = any (f.conkey))
 order by 1, 2, 3
