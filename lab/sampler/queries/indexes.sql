select s.schemaname::text as schema, s.relname::text as "table", s.indexrelname::text as name,
       pg_relation_size(s.indexrelid) as bytes, s.idx_scan, s.idx_tup_read, s.idx_tup_fetch,
       x.indisvalid::int as valid
  from pg_stat_user_indexes s
  join pg_index x on x.indexrelid = s.indexrelid
 where s.schemaname <> 'lab'
   and not exists (select from pg_locks l
                    where l.relation in (s.relid, s.indexrelid) and l.mode = 'AccessExclusiveLock')
