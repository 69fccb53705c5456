select numbackends as sessions, xact_commit as commits, xact_rollback as rollbacks, deadlocks, temp_bytes,
       blks_read as blocks_read, blks_hit as blocks_hit, active_time as active_ms,
       idle_in_transaction_time as idle_in_transaction_ms, age(d.datfrozenxid) as frozen_age
  from pg_stat_database s
  join pg_database d on d.oid = s.datid
 where s.datname = current_database()
