select sum(table_len * (approx_free_percent + dead_tuple_percent))::float8
       / greatest(sum(table_len), 1)::float8 / 100 as waste
  from pg_class c,
       unnest(array_remove(array[c.oid, nullif(c.reltoastrelid, 0)], null)) part(oid),
       pgstattuple_approx(part.oid)
 where c.oid = :oid
