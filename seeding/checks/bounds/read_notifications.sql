-- Most notifications are read.
-- between 0.5 and 0.98
select avg((read_at is not null)::int) from notifications
