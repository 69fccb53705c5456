-- The largest organization's share of the issues, against what Zipf's law gives it.
-- between 0.75 and 1.25
select (select count(*) from issues group by organization_id order by 1 desc limit 1)::numeric
     / (select count(*) from issues)
     * (select sum(1.0 / rank) from generate_series(1, (select count(*) from organizations)) rank)
