-- An activity entry, its issue and its actor belong to one organization.
select count(*)
  from activity_log a
  left join issues i on i.id = a.issue_id
  left join users u on u.id = a.user_id
 where i.organization_id <> a.organization_id or u.organization_id <> a.organization_id
