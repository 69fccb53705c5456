"""Find wishes for a fan-out whose hint never arrived, and fulfil them.

Each minute for the last quarter of an hour; on the hour for the last day, for the time after an outage.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from webapp.jobs.database import bounded, engine
from webapp.jobs.fan_out import fan_out

SCHEDULE = "* * * * *"
USUAL = timedelta(minutes=15)
AFTER_AN_OUTAGE = timedelta(hours=25)

UNFULFILLED = text("""
select a.id
from activity_log a
where a.changes ? 'fan_out' and a.created_at >= :since
  and not exists (
      select 1 from users u join notifications n on n.user_id = u.id
      where u.organization_id = a.organization_id and n.created_at >= a.created_at
        and n.data @> jsonb_build_object('activity_id', a.id))
order by a.id
limit 100
""")


def fan_out_missed() -> str:
    """Fan out what was missed."""
    now = datetime.now(UTC)
    with bounded(engine()) as connection:
        missed = unfulfilled(connection, now - (AFTER_AN_OUTAGE if now.minute == 0 else USUAL))
    for activity_id in missed:
        fan_out(activity_id)
    return f"{len(missed)} missed"


def unfulfilled(connection: Connection, since: datetime) -> list[int]:
    """The ids of activities since then whose audience was not told."""
    return list(connection.execute(UNFULFILLED, {"since": since}).scalars())
