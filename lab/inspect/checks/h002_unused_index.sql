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
           or (i.relkind = 'i'
               and coalesce(u.seq_scan, 0) + coalesce(u.idx_scan, 0) + u.n_tup_ins + u.n_tup_upd + u.n_tup_del = 0)
           as young,
       format('no scan, %s, %s transactions old', pg_size_pretty(p.bytes), age(i.xmin)) as detail
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_class t on t.oid = x.indrelid
  join pg_namespace n on n.oid = t.relnamespace
  join pg_stat_user_tables u on u.relid = t.oid
  join pg_stat_database d on d.datname = current_database()
 cross join lateral (
       select sum(pg_stat_get_numscans(part.oid)) as scans, sum(part.relpages) as pages,
              sum(pg_relation_size(part.oid)) as bytes
         from pg_class part
        where part.oid = i.oid and i.relkind = 'i'
           or i.relkind = 'I' and part.oid in (select relid from pg_partition_tree(i.oid) where isleaf)) p
 where p.scans = 0 and not i.relispartition
   and x.indisvalid and not x.indisunique and not x.indisexclusion and not x.indisreplident
   and p.pages > 5 and (t.relpages > 5 or t.relkind = 'p')
   and n.nspname not in ('lab')
   and not exists (select from pg_constraint c where c.conindid = i.oid)
   and not exists (
       select from foreign_key_index f
        where f.indexrelid = i.oid
          and not exists (select from foreign_key_index other
                           where other.foreign_key = f.foreign_key and other.indexrelid <> f.indexrelid))
 order by 1, 2
