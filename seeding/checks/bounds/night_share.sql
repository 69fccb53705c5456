-- Few issues are made between 21 and 6 h.
-- between 0.02 and 0.2
select avg((extract(hour from created_at at time zone 'UTC') >= 21
            or extract(hour from created_at at time zone 'UTC') < 6)::int) from issues
