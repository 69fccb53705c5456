select (select count(*) from (
        select from issues
        where status in ('backlog', 'todo', 'in_progress', 'in_review') and due_date < current_date
        limit 1000
    ) capped) as breached,
    coalesce(json_agg(json_build_object('issue_id', i.id, 'key', p.key || '-' || i.number,
        'organization_id', i.organization_id, 'assignee_id', i.assignee_id, 'priority', i.priority,
        'due_date', i.due_date, 'days_overdue', current_date - i.due_date) order by i.due_date, i.id), '[]') as data
from (
    select * from issues
    where status in ('backlog', 'todo', 'in_progress', 'in_review') and due_date < current_date
    order by due_date
    limit 100
) i
join projects p on p.id = i.project_id
