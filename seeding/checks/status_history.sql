-- The log's changes of status chain without a break, and the last is the issue's status.
with told as (
    select issue_id, id, changes ->> 'status' as created_as, changes -> 'status' ->> 'from' as came_from,
           changes -> 'status' ->> 'to' as went_to
      from activity_log
     where changes ? 'status'
), chained as (
    select *, lag(coalesce(went_to, created_as)) over w as before, lead(id) over w is null as last
      from told window w as (partition by issue_id order by id)
)
select count(*)
  from chained c join issues i on i.id = c.issue_id
 where c.came_from <> c.before
    or c.last and coalesce(c.went_to, c.created_as) <> i.status::text
