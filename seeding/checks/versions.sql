-- An issue's version is at least one more than the changes in its log.
select count(*)
  from issues i
  left join (
      select issue_id, count(*) as n from activity_log where action = 'issue.updated' group by issue_id
  ) a on a.issue_id = i.id
 where i.version < 1 + coalesce(a.n, 0)
