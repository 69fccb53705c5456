with width as (
    select schemaname, tablename, sum((1 - null_frac) * avg_width) as bytes, count(*) as columns
      from pg_stats
     group by schemaname, tablename
), candidate as (
    select c.oid, n.nspname, c.relname, c.relpages, c.reltuples, c.relnatts,
           pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) as size,
           coalesce((select option_value::int from pg_options_to_table(c.reloptions)
                      where option_name = 'fillfactor'), 100) as fill
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm')
       and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
)
select c.oid::bigint as oid, c.nspname as schema, c.relname::text as name, c.size,
       (100 - c.fill) / 100.0::float8 as reserve,
       case when w.columns > 0 and c.reltuples > 0 and c.relpages >= 128
            then 1 - ceil(c.reltuples * (28 + ceil((w.bytes + c.relnatts / 8) / 8.0) * 8)
                          / (8168 * c.fill / 100.0)) / c.relpages end::float8 as estimate
  from candidate c
  left join width w on w.schemaname = c.nspname and w.tablename = c.relname
 where c.size >= 1024 * 1024
 order by c.size desc
