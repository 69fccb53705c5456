-- The log's changes of assignee, priority, due date and estimate chain, and the last is the issue's value.
with told as (
    select a.issue_id, a.id, f.field, a.changes -> f.field ->> 'from' as came_from, a.changes -> f.field ->> 'to' as went_to
      from activity_log a
      cross join (values ('assignee_id'), ('priority'), ('due_date'), ('estimate')) f(field)
     where a.action = 'issue.updated' and a.changes ? f.field
), chained as (
    select *, lag(went_to) over w as before, lag(id) over w is not null as follows, lead(id) over w is null as last
      from told window w as (partition by issue_id, field order by id)
)
select count(*)
  from chained c join issues i on i.id = c.issue_id
 where c.follows and c.came_from is distinct from c.before
    or c.last and c.went_to is distinct from case c.field when 'assignee_id' then i.assignee_id::text
           when 'priority' then i.priority::text when 'due_date' then i.due_date::text else i.estimate::text end
