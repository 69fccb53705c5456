-- Nothing is dated after now, or after the last day that was grown.
with latest(moment) as (
    select greatest(clock_timestamp(), (max(day) + 1)::timestamp at time zone 'UTC') from lab.seed_growth
)
select (select count(*) from issues, latest where greatest(created_at, updated_at, started_at, closed_at) > moment)
     + (select count(*) from comments, latest where greatest(created_at, updated_at) > moment)
     + (select count(*) from activity_log, latest where created_at > moment)
     + (select count(*) from notifications, latest where greatest(created_at, read_at) > moment)
