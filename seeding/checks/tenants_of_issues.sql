-- An issue, its project, its people and its cycle belong to one organization and one project.
select count(*)
  from issues i
  join projects p on p.id = i.project_id
  join users r on r.id = i.reporter_id
  left join users a on a.id = i.assignee_id
  left join cycles c on c.id = i.cycle_id
 where i.organization_id <> p.organization_id
    or r.organization_id <> i.organization_id
    or a.organization_id <> i.organization_id
    or c.project_id <> i.project_id
