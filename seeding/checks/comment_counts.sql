-- comment_count is the number of comments.
select count(*)
  from issues i
  left join (select issue_id, count(*) as n from comments group by issue_id) c on c.issue_id = i.id
 where i.comment_count <> coalesce(c.n, 0)
