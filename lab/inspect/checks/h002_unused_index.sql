with foreign_key_index as (
    select x.indexrelid, x.indrelid, f.oid as foreign_key
      from pg_index x
      join pg_constraint f on f.conrelid = x.indrelid and f.contype = 'f'
     where x.indisvalid
       and x.indnkeyatts >= cardinality(f.conkey)
       and (select array_agg(k.number)
              from unnest(x.indkey::int2[]) with ordinality k(number, place)
             where k.place <= cardinality(f.conkey)) @> f.conkey
)
select n.nspname as schema, i.relname as name, t.relname as "table",
       d.xact_commit < :counted or age(i.xmin) < :old
           or coalesce(u.seq_scan, 0) + coalesce(u.idx_scan, 0) + u.n_tup_ins + u.n_tup_upd + u.n_tup_del = 0
           as young,
       format('no scan, %s, %s transactions old',
              pg_size_pretty(pg_relation_size(i.oid)), age(i.xmin)) as detail
  from pg_stat_user_indexes s
  join pg_index x on x.indexrelid = s.indexrelid
  join pg_class i on i.oid = s.indexrelid
  join pg_class t on t.oid = s.relid
  join pg_namespace n on n.oid = t.relnamespace
  join pg_stat_user_tables u on u.relid = s.relid
  join pg_stat_database d on d.datname = current_database()
 where s.idx_scan = 0
   and x.indisvalid and not x.indisunique and not x.indisexclusion and not x.indisreplident
   and i.relpages > 5 and t.relpages > 5
   and n.nspname not in ('lab')
   and not exists (select from pg_constraint c where c.conindid = i.oid)
   and not exists (
       select from foreign_key_index f
        where f.indexrelid = i.oid
          and not exists (select from foreign_key_index other
                           where other.foreign_key = f.foreign_key and other.indexrelid <> f.indexrelid))
 order by 1, 2
