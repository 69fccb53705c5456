select i.id, p.key || '-' || i.number as key, i.project_id, i.title, i.status, i.priority, i.rank
from (
    select c.*, round(similarity(c.title, %(q)s)::numeric, 6)::float8 as rank
    from (
        select id, number, project_id, title, status, priority
        from issues
        where organization_id = any(array[%(organization_id)s]::bigint[])  -- as an array: the trigram index takes it
          and title ilike %(pattern)s
          and (%(project_id)s::bigint is null or project_id = %(project_id)s)
        limit %(candidates)s
    ) c
) i
join projects p on p.id = i.project_id
where %(after_rank)s::float8 is null or (i.rank, i.id) < (%(after_rank)s::float8, %(after_id)s::bigint)
order by i.rank desc, i.id desc
limit %(fetch)s
