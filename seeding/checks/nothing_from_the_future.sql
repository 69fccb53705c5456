-- Nothing is dated after now.
select (select count(*) from issues where greatest(created_at, updated_at, started_at, closed_at) > now())
     + (select count(*) from comments where greatest(created_at, updated_at) > now())
     + (select count(*) from activity_log where created_at > now())
     + (select count(*) from notifications where greatest(created_at, read_at) > now())
