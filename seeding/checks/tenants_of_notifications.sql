-- A notification tells somebody of the issue's own organization.
select count(*)
  from notifications n
  join issues i on i.id = (n.data ->> 'issue_id')::bigint
  join users u on u.id = n.user_id
 where u.organization_id <> i.organization_id
