with part as (
    select x.indexrelid, x.indrelid, k.place, k.number
      from pg_index x, unnest(x.indkey::int2[]) with ordinality k(number, place)
), width as (
    select p.indexrelid, count(s.avg_width) = count(*) as known, sum((1 - s.null_frac) * s.avg_width) as bytes
      from part p
      join pg_class i on i.oid = p.indexrelid
      join pg_class t on t.oid = p.indrelid
      left join pg_attribute a on a.attrelid = p.indrelid and a.attnum = p.number
      left join pg_attribute e on e.attrelid = p.indexrelid and e.attnum = p.place
      left join pg_stats s on s.schemaname = t.relnamespace::regnamespace::text
                          and ((p.number > 0 and s.tablename = t.relname and s.attname = a.attname)
                               or (p.number = 0 and s.tablename = i.relname and s.attname = e.attname))
     group by p.indexrelid
)
select i.oid::bigint as oid, n.nspname as schema, i.relname::text as name, t.relname::text as "table",
       pg_relation_size(i.oid) as size, 0::float8 as reserve,
       case when w.known and i.reltuples > 0 and i.relpages >= 128
            then 1 - ceil(i.reltuples * (12 + ceil(w.bytes / 8.0) * 8) / (8152 * 0.9)) / i.relpages
        end::float8 as estimate
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_am m on m.oid = i.relam and m.amname = 'btree'
  join pg_class t on t.oid = x.indrelid
  join pg_namespace n on n.oid = t.relnamespace
  left join width w on w.indexrelid = i.oid
 where i.relkind = 'i' and x.indisvalid
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and pg_relation_size(i.oid) >= 1024 * 1024
 order by size desc
