"""Who the caller is."""

from sqlalchemy import Connection

from webapp.errors import NotAuthenticated
from webapp.rows import Row, fetch_one

ME = """
select u.id, u.email, u.name, u.avatar_url, u.role, u.created_at,
    json_build_object('id', o.id, 'name', o.name, 'slug', o.slug, 'plan_type', o.plan_type) as organization,
    (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'slug', t.slug, 'role', m.role)
        order by t.name), '[]')
     from team_members m join teams t on t.id = m.team_id
     where m.user_id = u.id) as teams,
    (select count(*) from (
        select from notifications where user_id = u.id and read_at is null limit 100
    ) n) as unread_notifications
from users u
join organizations o on o.id = u.organization_id
where u.id = %(user_id)s and u.active
"""


def read_me(connection: Connection, user_id: int) -> Row:
    """The caller with organization and teams; NotAuthenticated where deactivated meanwhile."""
    row = fetch_one(connection, ME, {"user_id": user_id})
    if row is None:
        raise NotAuthenticated("this user is not active any more")
    return row
