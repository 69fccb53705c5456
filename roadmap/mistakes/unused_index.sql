select s.idx_scan as scans,
       x.indisunique or x.indisexclusion or x.indisreplident
         or exists (select from pg_constraint q where q.conindid = x.indexrelid) as enforces,
       (select coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0)
          from pg_stat_all_tables t where t.relid = s.relid) as table_scans,
       pg_relation_size(s.indexrelid) as bytes
  from pg_stat_all_indexes s
  join pg_index x using (indexrelid)
 where s.indexrelid = cast(:relation as regclass)
