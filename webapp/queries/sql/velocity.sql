select p.id as project_id,
    coalesce((select avg(done_points) from (
        select sum(i.estimate) filter (where i.status = 'done') as done_points
        from cycles c join issues i on i.cycle_id = c.id
        where c.project_id = p.id and c.status = 'completed'
        group by c.id, c.start_date order by c.start_date desc limit 12
    ) done), 0)::float8 as average_points,
    coalesce((select json_agg(cycle order by cycle.start_date desc) from (
        select c.id as cycle_id, c.name, c.start_date, c.end_date, c.status,
            count(i.id) as issues,
            count(i.id) filter (where i.status = 'done') as done_issues,
            coalesce(sum(i.estimate), 0) as points,
            coalesce(sum(i.estimate) filter (where i.status = 'done'), 0) as done_points
        from cycles c left join issues i on i.cycle_id = c.id
        where c.project_id = p.id
        group by c.id order by c.start_date desc limit 12
    ) cycle), '[]') as cycles
from projects p
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
