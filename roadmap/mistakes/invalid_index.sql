select x.indisunique as unique,
       x.indisready as maintained,
       pg_relation_size(x.indexrelid) as bytes
  from pg_index x
 where x.indexrelid = cast(:relation as regclass)
   and not x.indisvalid
   and not exists (select from pg_stat_progress_create_index p where p.index_relid = x.indexrelid)
