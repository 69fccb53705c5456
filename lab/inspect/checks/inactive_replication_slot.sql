select 'database' as kind, current_database() as name,
       string_agg(format('slot %s keeps %s (%s)', slot_name,
                         coalesce(pg_size_pretty(w.behind), 'nothing'), wal_status), ', ') as detail
  from pg_replication_slots
 cross join lateral (
       select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                                   else pg_current_wal_lsn() end, restart_lsn) as behind) w
 where not active and (w.behind >= 64 * 1024 * 1024 or wal_status = 'lost')
having count(*) > 0
