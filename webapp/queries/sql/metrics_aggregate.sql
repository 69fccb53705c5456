select
    (select count(*) from webhook_deliveries where status = 'pending') as pending_deliveries,
    coalesce((select json_agg(busy) from (
        select o.id as organization_id, count(*) as activity, count(distinct a.issue_id) as issues_touched,
            count(distinct a.user_id) as users_active
        from organizations o
        cross join lateral (
            select issue_id, user_id, created_at from activity_log
            where organization_id = o.id order by id desc limit 200
        ) a
        where a.created_at > now() - interval '1 hour'
        group by o.id order by activity desc, o.id limit 20
    ) busy), '[]') as data
