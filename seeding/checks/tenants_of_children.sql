-- Labels, links, attachments, teams and deliveries do not cross organizations.
select (select count(*) from issue_labels il join issues i on i.id = il.issue_id join labels l on l.id = il.label_id
         where l.project_id <> i.project_id)
     + (select count(*) from issue_links k join issues s on s.id = k.source_id join issues t on t.id = k.target_id
         where s.organization_id <> t.organization_id)
     + (select count(*) from attachments a join issues i on i.id = a.issue_id join users u on u.id = a.user_id
         where u.organization_id <> i.organization_id)
     + (select count(*) from team_members m join teams t on t.id = m.team_id join users u on u.id = m.user_id
         where u.organization_id <> t.organization_id)
     + (select count(*) from projects p join teams t on t.id = p.team_id where t.organization_id <> p.organization_id)
     + (select count(*) from webhook_deliveries d join webhooks w on w.id = d.webhook_id
          join issues i on i.id = (d.payload ->> 'issue_id')::bigint where i.organization_id <> w.organization_id)
