-- A comment's author belongs to the issue's organization.
select count(*)
  from comments c join issues i on i.id = c.issue_id join users u on u.id = c.user_id
 where u.organization_id <> i.organization_id
