select i.relname::text as index,
       (select array_agg(quote_ident(a.attname) order by k.place)
          from unnest(x.indkey::int2[]) with ordinality k(number, place)
          join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number
         where k.place <= x.indnkeyatts) as keys,
       greatest(c.reltuples, 1) as rows
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_am m on m.oid = i.relam and m.amname = 'btree'
  join pg_class c on c.oid = x.indrelid
 where x.indrelid = to_regclass(format('%I.%I', cast(:schema as text), cast(:name as text)))
   and x.indisvalid and x.indexprs is null
   and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'lab')
 order by 1
