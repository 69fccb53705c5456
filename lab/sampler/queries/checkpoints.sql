select checkpoints_timed as timed, checkpoints_req as requested, checkpoint_write_time as write_ms,
       checkpoint_sync_time as sync_ms, buffers_checkpoint as buffers
  from pg_stat_bgwriter
