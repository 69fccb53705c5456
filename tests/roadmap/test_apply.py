"""Applying and reverting: what is done, logged, measured, and what happens when something is in the way."""

import pytest
from sqlalchemy import Connection, Engine, text

from roadmap import log
from roadmap.apply import Outcome, apply_until, current_revision, revert_to
from roadmap.catalogue import UnknownDay
from roadmap.locking import ApplierBusy, applier_lock
from roadmap.plan import CONTROL, Plan
from roadmap.schema import differences, snapshot
from roadmap.step import ChangeFailed

pytestmark = pytest.mark.usefixtures("small_roadmap")


def schema_of(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return snapshot(connection)


def entries(engine: Engine) -> dict[str, log.Entry]:
    with engine.connect() as connection:
        return log.applied(connection)


def test_a_day_is_applied_up_to_its_end(tracker: Engine) -> None:
    assert apply_until(tracker, 1) == "d01a_gadgets"
    assert apply_until(tracker, 2) == "d02b_due_note"
    assert list(entries(tracker)) == ["d01a_gadgets", "d02a_gadget_index", "d02b_due_note"]


def test_a_day_beyond_the_roadmap_is_refused(tracker: Engine) -> None:
    with pytest.raises(UnknownDay, match=r"day 3 is not one of the roadmap's days \(0 to 2\)"):
        apply_until(tracker, 3)


def test_each_change_is_reported_once(tracker: Engine) -> None:
    seen: list[Outcome] = []
    apply_until(tracker, 1, report=seen.append)
    apply_until(tracker, 1, report=seen.append)
    assert [(outcome.revision.id, outcome.way) for outcome in seen] == [("d01a_gadgets", "flawed")]


def test_the_script_runs_the_flawed_way_and_control_the_clean_one(
    tracker: Engine, copy_database: object
) -> None:
    apply_until(tracker, 2)
    assert entries(tracker)["d01a_gadgets"].way == "flawed"
    revert_to(tracker, 0)
    apply_until(tracker, 2, plan=CONTROL)
    assert entries(tracker)["d01a_gadgets"].way == "clean"


@pytest.mark.parametrize("plan", [Plan(), CONTROL, Plan("drawn", 1, 1.0)], ids=str)
def test_reverting_brings_back_the_schema_of_each_day(tracker: Engine, plan: Plan) -> None:
    before = schema_of(tracker)
    apply_until(tracker, 1, plan=plan)
    after_one = schema_of(tracker)
    apply_until(tracker, 2, plan=plan)
    revert_to(tracker, 1)
    assert differences(after_one, schema_of(tracker)) == []
    revert_to(tracker, 0)
    assert differences(before, schema_of(tracker)) == []


def test_a_reverted_change_is_not_in_the_log_as_applied(tracker: Engine) -> None:
    apply_until(tracker, 2)
    revert_to(tracker, 1)
    assert list(entries(tracker)) == ["d01a_gadgets"]


def test_nothing_stored_names_a_way(tracker: Engine) -> None:
    apply_until(tracker, 2)
    with tracker.connect() as connection:
        stored = connection.execute(text("select string_agg(l::text, ' ') from lab.roadmap_log l")).scalar()
    assert "flawed" not in str(stored)
    assert "clean" not in str(stored)


def test_a_new_table_gets_its_past_once(tracker: Engine) -> None:
    apply_until(tracker, 1)
    apply_until(tracker, 2)
    with tracker.connect() as connection:
        assert connection.execute(text("select count(*) from gadgets")).scalar() == 400


def test_a_past_that_was_interrupted_is_made_up_for(tracker: Engine) -> None:
    apply_until(tracker, 1)
    with tracker.begin() as connection:
        connection.execute(text("delete from gadgets"))
        connection.execute(text("update lab.roadmap_log set grown_until = null"))
    apply_until(tracker, 1)
    with tracker.connect() as connection:
        assert connection.execute(text("select count(*) from gadgets")).scalar() == 400


def test_locks_rows_and_wal_of_a_change_are_logged(tracker: Engine) -> None:
    apply_until(tracker, 2, plan=Plan("drawn", 1, 1.0))
    entry = entries(tracker)["d02b_due_note"]
    assert entry.transactions is not None
    assert entry.locks is not None
    assert "ShareLock" in entry.locks["public.issues"]
    assert any(record["rows_read"].get("public.issues") == 400 for record in entry.transactions)
    assert (entry.wal_bytes or 0) > 0


def test_a_concurrent_build_holds_no_lock_that_stops_writers(tracker: Engine) -> None:
    apply_until(tracker, 2, plan=CONTROL)
    entry = entries(tracker)["d02b_due_note"]
    assert entry.locks is not None
    assert "ShareLock" not in entry.locks["public.issues"]


def test_a_change_that_cannot_get_its_lock_is_given_up_and_logged(tracker: Engine) -> None:
    apply_until(tracker, 1)
    with tracker.begin() as holder:
        holder.execute(text("lock table issues in access exclusive mode"))
        with pytest.raises(
            ChangeFailed, match="d02b_due_note did not get its lock within 20 ms in 6 attempts"
        ):
            apply_until(tracker, 2, lock_timeout_ms=20)
    with tracker.connect() as connection:
        given_up = connection.execute(
            text("select change from lab.roadmap_log where given_up_at is not null")
        )
        assert given_up.scalars().all() == ["d02b_due_note"]
        assert current_revision(connection) == "d02a_gadget_index"
    assert apply_until(tracker, 2) == "d02b_due_note"


def test_a_second_applier_is_told_who_is_at_it(tracker: Engine) -> None:
    busy = pytest.raises(ApplierBusy, match=r"session \d+ .* is changing the schema")
    with tracker.connect() as first, tracker.connect() as second, applier_lock(first), busy:
        _wait_for_the_lock(second)


def _wait_for_the_lock(connection: Connection) -> None:
    with applier_lock(connection, wait_s=0.2):
        pytest.fail("two appliers at once")
