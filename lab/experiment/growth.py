"""The day's share of growth, counted so that a day that was cut off is grown once."""

from contextlib import closing
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from seeding.growth.ledger import position
from seeding.growth.run import Growth, Report, grow
from seeding.load import connect
from seeding.state import seeded_spec
from webapp.database import command_engine

APPLICATION_NAME = "taskpilot-lab run"


MAY_HIDE = text("""
    select exists (select from pg_extension where extname = 'pg_stat_statements')
       and has_parameter_privilege('pg_stat_statements.track', 'set')
""")


def uncounted(url: str) -> str:
    """The URL of sessions whose statements pg_stat_statements leaves out, where the role may have that.

    Growth stands for what people did meanwhile; its bulk statements are nobody's in the application.
    """
    with command_engine(url, APPLICATION_NAME).connect() as connection:
        if not connection.execute(MAY_HIDE).scalar_one():
            return url
    hidden = make_url(url).update_query_dict({"options": "-cpg_stat_statements.track=none"})
    return hidden.render_as_string(hide_password=False)


def grow_to(url: str, days: int, rate: float, report: Report | None = None) -> dict[str, Any]:
    """Grow until so many simulated days are in, finishing one that was stopped; returns what was added."""
    rows: dict[str, int] = {}
    seconds = 0.0
    url = uncounted(url)
    while (missing := _missing(url, days)) is not None:
        done: Growth = grow(url, days=missing, rate=rate, report=report)
        seconds += done.seconds
        for name, count in done.rows.items():
            rows[name] = rows.get(name, 0) + count
    return {"days": days, "rows": rows, "seconds": round(seconds, 1)}


def _missing(url: str, days: int) -> int | None:
    """The days to ask for beside one that was stopped, which is finished first; None where all are in."""
    with command_engine(url, APPLICATION_NAME).connect() as connection:
        until = seeded_spec(connection).until
    with closing(connect(url)) as own, own, own.cursor() as cursor:
        _, part, _, whole = position(cursor, until)
    if whole >= days:
        return None
    return 0 if part else days - whole
