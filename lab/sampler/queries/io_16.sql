select backend_type::text as backend, object, context, coalesce(sum(reads), 0)::bigint as reads,
       coalesce(sum(writes), 0)::bigint as writes, coalesce(sum(extends), 0)::bigint as extends,
       coalesce(sum(hits), 0)::bigint as hits, coalesce(sum(read_time), 0) as read_ms,
       coalesce(sum(write_time), 0) as write_ms
  from pg_stat_io
 group by 1, 2, 3
having coalesce(sum(reads), 0) + coalesce(sum(writes), 0) + coalesce(sum(hits), 0) > 0
