select queryid, min(query) as words, sum(calls)::bigint as calls,
       sum(total_exec_time) / sum(calls) as mean_ms, (sum(rows) / sum(calls))::float8 as rows,
       (sum(shared_blks_hit + shared_blks_read) / sum(calls))::float8 as blocks
  from pg_stat_statements
 where dbid = (select oid from pg_database where datname = current_database())
   and toplevel and query ~* '^\s*(select|with|update|delete)\M' and query not like '%taskpilot-lab%'
 group by queryid
having sum(calls) >= :calls and sum(shared_blks_hit + shared_blks_read) >= :blocks * sum(calls)
 order by sum(total_exec_time) desc
 limit :most
