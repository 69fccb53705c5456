"""Mistakes that are harmless on their day and come to light by growth."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from roadmap.apply import apply_until
from roadmap.growth import grow
from roadmap.plan import CONTROL, SCRIPTED
from roadmap.truth import verified

KEY = "d21b_recurring_scans.1"
START = datetime(2027, 1, 1, tzinfo=UTC)


def grown(engine: Engine, days: int) -> None:
    with engine.begin() as connection:
        grow(connection, START, START + timedelta(days=days))


def key_near_its_end(engine: Engine) -> bool | None:
    present: bool | None = next(f["present"] for f in verified(engine)["findings"] if f["id"] == KEY)
    return present


def test_a_small_key_comes_near_its_end_within_two_weeks(tracker: Engine) -> None:
    apply_until(tracker, 21, plan=SCRIPTED)
    assert key_near_its_end(tracker) is None
    grown(tracker, 11)
    assert key_near_its_end(tracker) is True


def test_a_wide_key_does_not(tracker: Engine) -> None:
    apply_until(tracker, 21, plan=CONTROL)
    grown(tracker, 11)
    assert key_near_its_end(tracker) is False


def test_growth_goes_on_where_numbers_have_run_out(tracker: Engine) -> None:
    apply_until(tracker, 21, plan=SCRIPTED)
    grown(tracker, 60)
    grown(tracker, 1)
    with tracker.connect() as connection:
        assert connection.execute(text("select max(id) from recurring_scans")).scalar() == 32767
