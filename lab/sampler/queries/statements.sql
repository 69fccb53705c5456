select queryid::text as queryid, sum(calls)::bigint as calls, sum(total_exec_time) as exec_ms,
       sum(total_plan_time) as plan_ms, max(max_exec_time) as longest_ms, sum(rows)::bigint as rows,
       sum(shared_blks_hit)::bigint as blocks_hit, sum(shared_blks_read)::bigint as blocks_read,
       sum(shared_blks_dirtied)::bigint as blocks_dirtied, sum(temp_blks_written)::bigint as temp_blocks,
       sum(wal_bytes)::bigint as wal_bytes
  from pg_stat_statements(showtext => false)
 where dbid = (select oid from pg_database where datname = current_database()) and toplevel
   and queryid is not null
 group by queryid
