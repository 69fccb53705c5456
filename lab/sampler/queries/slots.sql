select slot_name::text as slot, active::int as active, coalesce(wal_status, 'none') as wal_status,
       pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                            else pg_current_wal_lsn() end, restart_lsn)::bigint as behind_bytes
  from pg_replication_slots
