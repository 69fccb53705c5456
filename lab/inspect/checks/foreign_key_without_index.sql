select n.nspname as schema, f.conname as name, c.relname as "table",
       format('on %s %s, %s pages, %s rows of %s deleted', u.columns, a.action, c.relpages,
              coalesce(p.n_tup_del, 0), f.confrelid::regclass) as detail
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_stat_user_tables p on p.relid = f.confrelid
 cross join lateral (
       select string_agg(t.attname, ', ' order by k.place) as columns,
              max(t.attname::text) filter (where k.place = 1) as first
         from unnest(f.conkey) with ordinality k(number, place)
         join pg_attribute t on t.attrelid = f.conrelid and t.attnum = k.number) u
 cross join lateral (
       select case f.confdeltype when 'c' then 'on delete cascade' when 'n' then 'on delete set null'
                                 when 'd' then 'on delete set default' else 'on delete no action' end
                  as action) a
 where f.contype = 'f' and f.conparentid = 0
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and (f.confdeltype in ('c', 'n', 'd') or coalesce(p.n_tup_del, 0) > 0
        or f.conrelid::bigint || '.' || quote_ident(u.first) = any (cast(:looked_up as text[])))
   and not exists (
       select
         from pg_index x
         join pg_class i on i.oid = x.indexrelid
         join pg_am m on m.oid = i.relam and m.amname = 'btree'
        where x.indrelid = f.conrelid
          and (x.indisvalid
               or exists (select from pg_stat_progress_create_index g where g.index_relid = x.indexrelid))
          and x.indnkeyatts >= cardinality(f.conkey)
          and (x.indpred is null
               or (cardinality(f.conkey) = 1
                   and pg_get_expr(x.indpred, x.indrelid) = format('(%I IS NOT NULL)', u.first)))
          and (select array_agg(k.number)
                 from unnest(x.indkey::int2[]) with ordinality k(number, place)
                where k.place <= cardinality(f.conkey)) @> f.conkey)
 order by 2, 4, 3
