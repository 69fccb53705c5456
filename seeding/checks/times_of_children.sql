-- Comments, activity, notifications and attachments come after their issue, and no author before joining.
select (select count(*) from comments c join issues i on i.id = c.issue_id join users u on u.id = c.user_id
         where c.created_at < i.created_at or c.updated_at < c.created_at or c.created_at < u.created_at)
     + (select count(*) from activity_log a join issues i on i.id = a.issue_id where a.created_at < i.created_at)
     + (select count(*) from notifications n join issues i on i.id = (n.data ->> 'issue_id')::bigint
         where n.created_at < i.created_at or n.read_at < n.created_at)
     + (select count(*) from attachments a join issues i on i.id = a.issue_id where a.created_at < i.created_at)
