"""A lock that stays with the pool's connection."""

from collections.abc import Callable

from sqlalchemy import Engine, text

from roadmap.mistake import Evidence, ObjectRef, Statement

Find = Callable[..., object]

SLUG = "session_lock_in_pool"
REF = ObjectRef("statement", "sweep.start", table="sweep")


def taking(function: str, key: int) -> Statement:
    return Statement(f"select {function}(cast(:key as bigint)) as mine", {"key": key})


def test_lock_that_outlives_its_transaction_is_found(find: Find) -> None:
    outcome = find(SLUG, REF, statement=taking("pg_try_advisory_lock", 71))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["locks_left"] == 1


def test_lock_that_ends_with_its_transaction_is_not_found(find: Find) -> None:
    assert find(SLUG, REF, statement=taking("pg_try_advisory_xact_lock", 72)) is None


def test_lock_that_an_idle_connection_kept_is_found(scratch: Engine, find: Find) -> None:
    statement = taking("pg_try_advisory_lock", 73)
    with scratch.connect() as pooled:
        pooled.execute(text(statement.sql), dict(statement.parameters))
        pooled.rollback()
        outcome = find(SLUG, REF, statement=statement)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["idle_sessions_with_one"] == 1


def test_the_probe_leaves_no_lock_behind(scratch: Engine, find: Find) -> None:
    find(SLUG, REF, statement=taking("pg_try_advisory_lock", 74))
    with scratch.connect() as connection:
        assert connection.execute(text("select pg_try_advisory_lock(74)")).scalar_one() is True
