select (select array_agg(a.attname::text order by k.place)
          from unnest(f.conkey) with ordinality k(number, place)
          join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number) as columns,
       c.relpages as pages,
       greatest(c.reltuples, 0)::bigint as rows
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid
 where f.contype = 'f'
   and f.conrelid = cast(:relation as regclass)
   and f.conname = :name
   and not exists (
       select
         from pg_index x
         join pg_class i on i.oid = x.indexrelid
         join pg_am m on m.oid = i.relam and m.amname = 'btree'
        where x.indrelid = f.conrelid
          and x.indisvalid
          and x.indnkeyatts >= cardinality(f.conkey)
          and (x.indpred is null
               or (cardinality(f.conkey) = 1
                   and pg_get_expr(x.indpred, x.indrelid) = (
                       select format('(%I IS NOT NULL)', attname)
                         from pg_attribute where attrelid = f.conrelid and attnum = f.conkey[1])))
          and (select array_agg(k.number)
                 from unnest(x.indkey::int2[]) with ordinality k(number, place)
                where k.place <= cardinality(f.conkey)) @> f.conkey)
