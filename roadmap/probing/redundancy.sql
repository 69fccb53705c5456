with indexes as (
    select x.indexrelid,
           x.indisunique, x.indisexclusion, x.indimmediate, x.indisreplident, x.indnullsnotdistinct,
           x.indnkeyatts as width,
           i.relname::text as name,
           i.relam,
           m.amname,
           pg_relation_size(i.oid) as bytes,
           (select array_agg(k.number order by k.place)
              from unnest(x.indkey::int2[]) with ordinality k(number, place)
             where k.place <= x.indnkeyatts) as keys,
           (select coalesce(array_agg(k.number order by k.number), '{}')
              from unnest(x.indkey::int2[]) with ordinality k(number, place)
             where k.place > x.indnkeyatts) as included,
           (select array_agg(k.one order by k.place)
              from unnest(x.indclass::oid[]) with ordinality k(one, place)) as classes,
           (select array_agg(k.one order by k.place)
              from unnest(x.indcollation::oid[]) with ordinality k(one, place)) as collations,
           (select array_agg(k.one order by k.place)
              from unnest(x.indoption::int2[]) with ordinality k(one, place)) as options,
           (select array_agg(case when k.number = 0
                                  then pg_get_indexdef(x.indexrelid, k.place::int, false) end
                             order by k.place)
              from unnest(x.indkey::int2[]) with ordinality k(number, place)
             where k.place <= x.indnkeyatts) as expressions,
           pg_get_expr(x.indpred, x.indrelid) as predicate,
           exists (select from pg_constraint q where q.conindid = x.indexrelid) as backs_constraint
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_am m on m.oid = i.relam
     where x.indrelid = cast(:relation as regclass)
       and x.indisvalid
       and x.indisready
)
select kept.name as kept,
       kept.backs_constraint or kept.indisunique as kept_is_unique,
       kept.width = spare.width and kept.included = spare.included as same_columns,
       spare.bytes
  from indexes spare
  join indexes kept
    on kept.indexrelid <> spare.indexrelid
   and kept.relam = spare.relam
   and spare.width <= kept.width
   and (spare.amname = 'btree' or spare.width = kept.width)
   and spare.keys = kept.keys[1:spare.width]
   and spare.classes = kept.classes[1:spare.width]
   and spare.collations = kept.collations[1:spare.width]
   and spare.options = kept.options[1:spare.width]
   and spare.expressions is not distinct from kept.expressions[1:spare.width]
   and spare.predicate is not distinct from kept.predicate
   and spare.included <@ (kept.included || kept.keys)
 where spare.name = :name
   and not spare.indisexclusion and not kept.indisexclusion
   and not spare.indisreplident and not spare.backs_constraint
   and (not spare.indisunique
        or (kept.indisunique and kept.indimmediate and kept.width = spare.width
            and kept.indnullsnotdistinct = spare.indnullsnotdistinct))
   and (spare.width < kept.width
        or spare.included <> kept.included
        or (kept.backs_constraint, kept.indisunique, -kept.indexrelid::bigint)
         > (spare.backs_constraint, spare.indisunique, -spare.indexrelid::bigint))
 order by 2 desc, 3 desc, 1
