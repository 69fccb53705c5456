select extract(isodow from created_at)::int as weekday, extract(hour from created_at)::int as hour,
    count(*) as changes, count(distinct user_id) as people
from activity_log
where organization_id = %(organization_id)s and created_at > now() - make_interval(days => %(days)s)
group by 1, 2
order by 1, 2
