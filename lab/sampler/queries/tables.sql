select n.nspname::text as schema, c.relname::text as name, pg_relation_size(c.oid) as heap_bytes,
       coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) as toast_bytes,
       pg_indexes_size(c.oid) as index_bytes, s.n_live_tup as live, s.n_dead_tup as dead,
       s.n_mod_since_analyze as changed_since_analyze, s.n_tup_ins as inserted, s.n_tup_upd as updated,
       s.n_tup_hot_upd as hot_updated, s.n_tup_del as deleted, s.seq_scan, s.seq_tup_read,
       coalesce(s.idx_scan, 0) as idx_scan, s.vacuum_count, s.autovacuum_count,
       extract(epoch from greatest(s.last_vacuum, s.last_autovacuum))::float8 as vacuumed_at,
       extract(epoch from greatest(s.last_analyze, s.last_autoanalyze))::float8 as analyzed_at,
       age(c.relfrozenxid) as frozen_age
  from pg_stat_user_tables s
  join pg_class c on c.oid = s.relid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname <> 'lab'
   and not exists (select from pg_locks l where l.relation = c.oid and l.mode = 'AccessExclusiveLock')
