select p.id as project_id, count(h.hours) as closed_issues,
    percentile_cont(array[0.5, 0.75, 0.9, 0.95]) within group (order by h.hours) as percentiles,
    avg(h.hours)::float8 as mean_hours,
    (select coalesce(json_object_agg(priority, median), '{}') from (
        select i.priority, percentile_cont(0.5) within group (
            order by extract(epoch from i.closed_at - i.started_at)::float8 / 3600) as median
        from issues i
        where i.organization_id = p.organization_id and i.project_id = p.id and i.status = 'done'
          and i.closed_at > now() - make_interval(days => %(days)s) and i.started_at is not null
        group by i.priority
    ) m) as median_hours_by_priority
from projects p
left join lateral (
    select extract(epoch from i.closed_at - i.started_at)::float8 / 3600 as hours
    from issues i
    where i.organization_id = p.organization_id and i.project_id = p.id and i.status = 'done'
      and i.closed_at > now() - make_interval(days => %(days)s) and i.started_at is not null
) h on true
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
group by p.id
