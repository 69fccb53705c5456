select 'session' as kind, a.application_name as name,
       format('%s for %s s, holds back %s transactions', max(a.state),
              max(extract(epoch from clock_timestamp() - a.xact_start))::bigint, max(h.held)) as detail
  from pg_stat_activity a
 cross join lateral (select greatest(age(a.backend_xmin), age(a.backend_xid)) as held) h
 where a.backend_type = 'client backend'
   and a.datname = current_database()
   and a.application_name not like 'taskpilot-lab%'
   and h.held is not null
   and (a.xact_start < clock_timestamp() - interval '1 hour'
        or h.held >= 0.1 * current_setting('autovacuum_freeze_max_age')::float8
        or (h.held >= 1000 and a.xact_start < clock_timestamp() - make_interval(secs => :open_s)))
 group by a.application_name
 order by 2
