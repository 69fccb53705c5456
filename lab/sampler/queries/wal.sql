select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                            else pg_current_wal_insert_lsn() end, '0/0')::bigint as position,
       wal_records as records, wal_fpi as full_pages, wal_bytes::bigint as bytes,
       wal_buffers_full as buffers_full
  from pg_stat_wal
