select i.id, p.key || '-' || i.number as key, i.project_id, i.title, i.status, i.priority, i.rank
from (
    select c.*
    from (
        select id, number, project_id, title, status, priority,
            (char_length(%(q)s) / char_length(title)::float8
                + (strpos(lower(title), lower(%(q)s)) = 1)::integer) / 2 as rank
        from issues
        where organization_id = any(array[%(organization_id)s]::bigint[])  -- as an array: the trigram index takes it
          and title ilike %(narrow)s  -- looked up
          and title || '' ilike %(pattern)s  -- only checked
          and (%(project_id)s::bigint is null or project_id = %(project_id)s)
        limit %(candidates)s
    ) c
    where %(after_rank)s::float8 is null or (c.rank, c.id) < (%(after_rank)s::float8, %(after_id)s::bigint)
    order by c.rank desc, c.id desc
    limit %(fetch)s
) i
join projects p on p.id = i.project_id
order by i.rank desc, i.id desc
