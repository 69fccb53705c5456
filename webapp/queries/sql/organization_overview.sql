with mine as materialized (
    select i.status, i.priority, i.due_date, i.created_at, i.started_at, i.closed_at
    from issues i
    where i.organization_id = %(organization_id)s
)
select
    (select count(*) from users where organization_id = %(organization_id)s and active) as users,
    (select count(*) from projects where organization_id = %(organization_id)s) as projects,
    (select count(*) from mine) as issues,
    (select count(*) from mine where status in ('backlog', 'todo', 'in_progress', 'in_review')) as open_issues,
    (select count(*) from mine where status in ('backlog', 'todo', 'in_progress', 'in_review')
        and due_date < current_date) as overdue_issues,
    (select coalesce(json_object_agg(status, n), '{}') from (
        select status, count(*) as n from mine group by status) s) as by_status,
    (select coalesce(json_object_agg(priority, n), '{}') from (
        select priority, count(*) as n from mine group by priority) s) as by_priority,
    (select count(*) from mine where created_at > now() - interval '30 days') as created_30d,
    (select count(*) from mine where closed_at > now() - interval '30 days') as closed_30d,
    (select count(*) from issues i join comments c on c.issue_id = i.id
        where i.organization_id = %(organization_id)s and c.created_at > now() - interval '30 days') as comments_30d,
    (select percentile_cont(0.5) within group (order by extract(epoch from closed_at - started_at) / 3600)
        from mine where closed_at > now() - interval '30 days' and started_at is not null)::float8
        as median_cycle_time_hours
