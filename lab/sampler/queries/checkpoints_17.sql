select num_timed as timed, num_requested as requested, write_time as write_ms, sync_time as sync_ms,
       buffers_written as buffers
  from pg_stat_checkpointer
