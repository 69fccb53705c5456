"""The day's share of growth, counted so that a day that was cut off is grown once."""

from contextlib import closing
from typing import Any

from seeding.growth.ledger import position
from seeding.growth.run import Growth, Report, grow
from seeding.load import connect
from seeding.state import seeded_spec
from webapp.database import command_engine

APPLICATION_NAME = "taskpilot-lab run"


def grow_to(url: str, days: int, rate: float, report: Report | None = None) -> dict[str, Any]:
    """Grow until so many simulated days are in, finishing one that was stopped; returns what was added."""
    rows: dict[str, int] = {}
    seconds = 0.0
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
