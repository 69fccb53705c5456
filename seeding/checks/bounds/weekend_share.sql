-- Few issues are made on weekends.
-- between 0.005 and 0.15
select avg((extract(isodow from created_at at time zone 'UTC') >= 6)::int) from issues
