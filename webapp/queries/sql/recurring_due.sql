select i.id as issue_id, p.key || '-' || i.number as key, i.organization_id, i.assignee_id, i.title, i.due_date
from (
    select * from issues
    where status in ('backlog', 'todo', 'in_progress', 'in_review')
      and due_date between current_date and current_date + 7
    order by due_date
    limit 100
) i
join projects p on p.id = i.project_id
order by i.due_date, i.id
