with part as (
    select x.indexrelid, k.place, k.number, x.indclass[k.place - 1] as class,
           x.indcollation[k.place - 1] as collated, x.indoption[k.place - 1] as direction,
           case when k.number = 0 then pg_get_indexdef(x.indexrelid, k.place::int, false) end as expression
      from pg_index x, unnest(x.indkey::int2[]) with ordinality k(number, place)
     where k.place <= x.indnkeyatts
), shape as (
    select x.indexrelid, x.indrelid, x.indnkeyatts as width, x.indisunique, x.indimmediate,
           coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) as nulls_equal,
           x.indisreplident, x.indisexclusion, i.relam, i.relname, i.relpages,
           pg_get_expr(x.indpred, x.indrelid) as predicate,
           exists (select from pg_constraint c where c.conindid = x.indexrelid) as backs,
           (select array_agg(concat_ws(' ', number, class, collated, expression) order by place)
              from part where part.indexrelid = x.indexrelid) as columns,
           (select array_agg(direction::int order by place)
              from part where part.indexrelid = x.indexrelid) as directions,
           (select coalesce(array_agg(k.number order by k.number), '{}')
              from unnest(x.indkey::int2[]) with ordinality k(number, place)
             where k.place > x.indnkeyatts) as included,
           (select array_agg(k.number) from unnest(x.indkey::int2[]) k(number)) as stored
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
     where x.indisvalid and x.indisready and not exists (select from pg_inherits h where h.inhrelid = i.oid)
)
select distinct on (n.nspname, a.relname)
       'index' as kind, n.nspname as schema, a.relname as name, t.relname as "table",
       format('%s, covered by %s', pg_size_pretty(pg_relation_size(a.indexrelid)), b.relname) as detail
  from shape a
  join shape b on b.indrelid = a.indrelid and b.indexrelid <> a.indexrelid and b.relam = a.relam
  join pg_class t on t.oid = a.indrelid
  join pg_namespace n on n.oid = t.relnamespace
  join pg_am m on m.oid = a.relam
 where n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and ((a.relpages > 5 and b.relpages > 5) or t.relkind = 'p')
   and a.width <= b.width and (m.amname = 'btree' or a.width = b.width)
   and a.columns = b.columns[1:a.width]
   and (a.directions = b.directions[1:a.width]
        or (select bool_and(a.directions[p] # 3 = b.directions[p]) from generate_series(1, a.width) p))
   and a.predicate is not distinct from b.predicate
   and a.included <@ b.stored
   and not a.backs and not a.indisreplident and not a.indisexclusion and not b.indisexclusion
   and (not a.indisunique
        or (b.indisunique and b.indimmediate and a.width = b.width and a.nulls_equal = b.nulls_equal))
   and (a.width < b.width or a.included <> b.included
        or (b.backs, b.indisunique, -b.indexrelid::bigint) > (a.backs, a.indisunique, -a.indexrelid::bigint))
 order by n.nspname, a.relname, b.backs desc, b.width
