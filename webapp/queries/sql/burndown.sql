select c.id as cycle_id, c.name, c.start_date, c.end_date,
    (select json_agg(json_build_object('day', d.day, 'scope', d.scope, 'remaining', d.remaining,
        'remaining_points', d.remaining_points, 'ideal', d.ideal) order by d.day)
     from (
        select day::date as day,
            count(i.id) filter (where i.created_at < day + interval '1 day') as scope,
            count(i.id) filter (where i.created_at < day + interval '1 day'
                and (i.closed_at is null or i.closed_at >= day + interval '1 day')) as remaining,
            coalesce(sum(i.estimate) filter (where i.created_at < day + interval '1 day'
                and (i.closed_at is null or i.closed_at >= day + interval '1 day')), 0) as remaining_points,
            round(count(i.id) * (c.end_date - day::date)::numeric
                / greatest(c.end_date - c.start_date, 1), 1)::float8 as ideal
        from generate_series(c.start_date::timestamp, least(c.end_date, c.start_date + 92)::timestamp,
            interval '1 day') as day
        left join issues i on i.cycle_id = c.id
        group by day
     ) d) as days
from cycles c
join projects p on p.id = c.project_id
where c.id = %(cycle_id)s and p.organization_id = %(organization_id)s
