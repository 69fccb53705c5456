select
    coalesce((select json_agg(due) from (
        select id, webhook_id, event, attempts, next_attempt_at
        from webhook_deliveries
        where status = 'pending' and next_attempt_at <= now()
        order by next_attempt_at
        limit 100
    ) due), '[]') as data,
    coalesce((select json_agg(failing order by failing.webhook_id) from (
        select w.id as webhook_id, latest.status, latest.attempts, latest.response_status
        from webhooks w
        cross join lateral (
            select status, attempts, response_status
            from webhook_deliveries
            where webhook_id = w.id
            order by id desc limit 1
        ) latest
        where w.active and latest.status <> 'delivered' and latest.attempts > 0
        limit 100
    ) failing), '[]') as failing
