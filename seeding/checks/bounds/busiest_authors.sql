-- The tenth of the users who comment most write their share of the comments.
-- between 0.2 and 0.8
select sum(n) filter (where place <= greatest(1, everything / 10)) / sum(n)
  from (select count(*) as n, row_number() over (order by count(*) desc) as place, count(*) over () as everything
          from comments group by user_id) u
