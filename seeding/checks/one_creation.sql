-- Each issue has one entry of its creation, made with it by its reporter.
select count(*)
  from issues i
  left join (
      select issue_id, count(*) as n, min(created_at) as at, min(user_id) as user_id
        from activity_log where action = 'issue.created' group by issue_id
  ) a on a.issue_id = i.id
 where coalesce(a.n, 0) <> 1 or a.at <> i.created_at or a.user_id <> i.reporter_id
