-- An issue is made after its project and its reporter, and its later times follow in order.
select count(*)
  from issues i
  join projects p on p.id = i.project_id
  join users r on r.id = i.reporter_id
 where i.created_at < p.created_at
    or i.created_at < r.created_at
    or i.updated_at < i.created_at
    or i.started_at < i.created_at
    or i.closed_at < coalesce(i.started_at, i.created_at)
    or i.updated_at < coalesce(i.closed_at, i.started_at)
