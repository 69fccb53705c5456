"""Two organizations with people, projects and issues, inserted as SQL: the data of the API's tests.

Both have one shape. Of the first: users 1 owner, 2 admin, 3 member, 4 guest; team 1; projects 1 ENG and
2 OPS; cycle 1; labels 1 bug and 2 idea; issues 1 to 40 (ENG-1 to ENG-40). The other's ids: those plus 100.
"""

from sqlalchemy import Connection, text

PASSWORD = "taskpilot-demo"
ISSUES = 40
OTHER = 100
STATEMENTS = """
insert into organizations (id, name, slug, plan_type)
values (:o + 1, 'Organization ' || :o + 1, 'org' || :n, 'team');

insert into users (id, organization_id, email, name, role)
select :o + place, :o + 1, 'user' || place || '@org' || :n || '.taskpilot.example', 'Person ' || place, role
from unnest(array['owner', 'admin', 'member', 'guest']::user_role[]) with ordinality as u (role, place);

insert into teams (id, organization_id, name, slug) values (:o + 1, :o + 1, 'Core', 'core');
insert into team_members (team_id, user_id, role) values (:o + 1, :o + 3, 'lead');

insert into projects (id, organization_id, team_id, name, key, last_issue_number)
values (:o + 1, :o + 1, :o + 1, 'Engine', 'ENG', :issues), (:o + 2, :o + 1, null, 'Operations', 'OPS', 0);

insert into cycles (id, project_id, name, start_date, end_date, status)
values (:o + 1, :o + 1, 'Cycle 1', current_date - 7, current_date + 7, 'active');

insert into labels (id, project_id, name, color)
values (:o + 1, :o + 1, 'bug', '#ff0000'), (:o + 2, :o + 1, 'idea', '#00ff00');

insert into issues (id, organization_id, project_id, cycle_id, assignee_id, reporter_id, number, status,
    priority, estimate, due_date, title, description, created_at, updated_at, started_at, closed_at)
select :o + n, :o + 1, :o + 1, case when n % 4 = 0 then :o + 1 end,
    case when n % 3 = 0 then :o + 3 end, :o + 2, n,
    (array['backlog', 'todo', 'in_progress', 'in_review', 'done', 'cancelled']::issue_status[])[n % 6 + 1],
    (array['none', 'low', 'medium', 'high', 'urgent']::issue_priority[])[n % 5 + 1],
    n % 8, case when n % 2 = 0 then current_date + n - 20 end,
    case when n % 2 = 0 then 'Login fails after redirect ' else 'Board is slow with many columns ' end || n,
    'How to see it: step ' || n, now() - (50 - n) * interval '1 hour', now() - (n % 7) * interval '1 hour',
    case when n % 6 >= 2 then now() - interval '2 hours' end, case when n % 6 >= 4 then now() end
from generate_series(1, :issues) as n;

insert into issue_labels (issue_id, label_id)
select :o + n, :o + 1 from generate_series(1, :issues, 5) as n;

insert into comments (id, issue_id, user_id, body, is_internal, created_at)
select :o + n, :o + 1, :o + n % 4 + 1, 'Comment ' || n, n % 5 = 0, now() - (100 - n) * interval '1 minute'
from generate_series(1, 10) as n;
update issues set comment_count = 10 where id = :o + 1;

insert into attachments (id, issue_id, user_id, file_size, filename, content_type, storage_key)
values (:o + 1, :o + 1, :o + 3, 2048, 'screen.png', 'image/png', 'org' || :n || '/1/screen.png');

insert into issue_links (id, source_id, target_id, link_type) values (:o + 1, :o + 1, :o + 2, 'blocks');

insert into activity_log (id, organization_id, issue_id, user_id, action, changes)
select :o + n, :o + 1, :o + 1, :o + 2, 'issue.updated', '{"status": {"from": "backlog", "to": "todo"}}'
from generate_series(1, 60) as n;

insert into notifications (id, user_id, type, data, read_at)
select :o + n, :o + 3, 'issue_assigned', jsonb_build_object('issue_id', :o + n),
    case when n % 2 = 0 then now() end
from generate_series(1, 20) as n;

insert into webhooks (id, organization_id, url, events, secret)
values (:o + 1, :o + 1, 'https://hooks.example/' || :n, '{issue.created,issue.updated,comment.created}', 's');
"""
WITH_IDS = """select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'id' and is_identity = 'YES'"""


def insert_world(connection: Connection) -> None:
    """Insert both organizations and let the identity keys go on after them."""
    for number, offset in ((1, 0), (2, OTHER)):
        for statement in STATEMENTS.split(";\n"):
            if statement.strip():
                connection.execute(text(statement), {"o": offset, "n": str(number), "issues": ISSUES})
    for table in connection.scalars(text(WITH_IDS)).all():
        connection.execute(text(f"alter table {table} alter id restart with 1000"))
