-- Higher ids are later rows, but for a day: comments, activity and notifications are read by id, newest first.
select (select count(*) from (
            select created_at < max(created_at) over w - interval '1 day' as late from comments
            window w as (order by id rows between unbounded preceding and 1 preceding)) c where late)
     + (select count(*) from (
            select created_at < max(created_at) over w - interval '1 day' as late from activity_log
            window w as (order by id rows between unbounded preceding and 1 preceding)) a where late)
     + (select count(*) from (
            select created_at < max(created_at) over w - interval '1 day' as late from notifications
            window w as (order by id rows between unbounded preceding and 1 preceding)) n where late)
