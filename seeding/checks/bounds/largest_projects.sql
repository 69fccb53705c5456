-- The tenth of the projects with the most issues has its share of all issues.
-- between 0.25 and 0.85
select sum(n) filter (where place <= greatest(1, everything / 10)) / sum(n)
  from (select count(*) as n, row_number() over (order by count(*) desc) as place, count(*) over () as everything
          from issues group by project_id) p
