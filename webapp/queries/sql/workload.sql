select u.id as user_id, u.name,
    count(i.id) as open_issues,
    count(i.id) filter (where i.status in ('in_progress', 'in_review')) as in_progress,
    count(i.id) filter (where i.priority = 'urgent') as urgent,
    count(i.id) filter (where i.due_date < current_date) as overdue,
    coalesce(sum(i.estimate), 0) as points
from users u
left join issues i on i.assignee_id = u.id and i.status in ('backlog', 'todo', 'in_progress', 'in_review')
where u.organization_id = %(organization_id)s and u.active
group by u.id
order by open_issues desc, u.id
limit 200
