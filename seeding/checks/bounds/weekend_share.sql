-- Few of the seeded issues are made on weekends (a grown week has seven days alike).
-- between 0.005 and 0.15
select avg((extract(isodow from created_at at time zone 'UTC') >= 6)::int)
  from issues
 where created_at < (select (spec ->> 'until')::timestamp at time zone 'UTC' from lab.seed_run)
