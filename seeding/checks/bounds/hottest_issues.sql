-- The hundredth of the issues with the most comments has a heavy tail's share of them.
-- between 0.1 and 0.4
select sum(comment_count) filter (where place <= greatest(1, everything / 100))::numeric / sum(comment_count)
  from (select comment_count, row_number() over (order by comment_count desc) as place, count(*) over () as everything
          from issues) i
