select r.application_name::text as application, r.state, r.sync_state,
       coalesce(extract(epoch from r.replay_lag), 0)::float8 as replay_lag_s,
       pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn()
                            else pg_current_wal_lsn() end, r.replay_lsn)::bigint as behind_bytes
  from pg_stat_replication r
