select id, webhook_id, event, attempts, next_attempt_at
from webhook_deliveries
where status = 'pending' and next_attempt_at <= now()
order by next_attempt_at
limit 100
