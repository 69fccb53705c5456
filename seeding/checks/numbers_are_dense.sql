-- Issue numbers of a project run from 1 to last_issue_number without gaps, but for what was deleted.
select count(*)
  from projects p
  left join (
      select project_id, count(*) as n, min(number) as first, max(number) as last from issues group by project_id
  ) i on i.project_id = p.id
 where p.last_issue_number <> coalesce(i.last, 0) or i.first <> 1 or i.n <> i.last
