select 'statement' as kind, null as name, queryid::text as queryid
  from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
 order by total_exec_time desc limit 10
