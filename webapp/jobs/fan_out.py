"""Tell a large audience of one activity.

A request tells a few people itself. For many it leaves a wish in its activity row, `changes.fan_out`:
`{"to": "team" | "organization", "type": <notification type>, "data": {…}}`. It is written in the
transaction of the change, so it is as durable. This job fulfils a wish in one statement, once.
"""

from sqlalchemy import Connection, text

from webapp.jobs.database import bounded, engine, only_one

FAN_OUT = text("""
with a as (
    select id, organization_id, issue_id, user_id, created_at, changes->'fan_out' as wish
    from activity_log
    where id = :activity_id and changes ? 'fan_out'
), audience as (
    select u.id
    from a join users u on u.organization_id = a.organization_id
    where a.wish->>'to' = 'organization' and u.active
    union
    select u.id
    from a
    join issues i on i.id = a.issue_id
    join projects p on p.id = i.project_id
    join team_members m on m.team_id = p.team_id
    join users u on u.id = m.user_id
    where a.wish->>'to' = 'team' and u.active
)
insert into notifications (user_id, type, data)
select audience.id, (a.wish->>'type')::notification_type,
    coalesce(a.wish->'data', '{}') || jsonb_build_object('activity_id', a.id)
from a, audience
where audience.id is distinct from a.user_id
  and not exists (
      select 1 from notifications n
      where n.user_id = audience.id and n.created_at >= a.created_at
        and n.data @> jsonb_build_object('activity_id', a.id))
""")


def fan_out(activity_id: int) -> str:
    """Insert the notifications that an activity's wish asks for."""
    with only_one(engine(), f"fan_out-{activity_id}") as alone:
        if alone is None:
            return "another run is at it"
        with bounded(engine()) as connection:
            return f"{tell(connection, activity_id)} told"


def tell(connection: Connection, activity_id: int) -> int:
    """Tell everybody in the audience who was not told yet, the actor excepted; returns how many."""
    return connection.execute(FAN_OUT, {"activity_id": activity_id}).rowcount
