with recursive waiting as (
    select a.pid, blocker, clock_timestamp() - l.waitstart as waited
      from pg_stat_activity a
      join pg_locks l on l.pid = a.pid and not l.granted
     cross join unnest(pg_blocking_pids(a.pid)) blocker
     where a.datname = current_database() and a.wait_event_type = 'Lock'
), chain as (
    select pid, blocker, waited from waiting
    union
    select c.pid, w.blocker, c.waited from chain c join waiting w on w.pid = c.blocker
)
select 'session' as kind, a.application_name as name,
       format('%s sessions wait, the longest for %s s', count(distinct c.pid),
              round(extract(epoch from max(c.waited)), 1)) as detail
  from chain c
  join pg_stat_activity a on a.pid = c.blocker
 where not exists (select from waiting w where w.pid = c.blocker)
   and a.application_name not like 'taskpilot-lab%'
 group by a.application_name
having max(c.waited) >= make_interval(secs => :waited_s)
 order by 2
