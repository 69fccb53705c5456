"""Two orders of locking, one deadlock."""

from collections.abc import Callable

from sqlalchemy import Engine, text

from roadmap.mistake import Evidence, ObjectRef, Target, Unknown, mistakes
from roadmap.prove import prove

Run = Callable[..., None]

SLUG = "deadlock_by_lock_order"
REF = ObjectRef("database", "taskpilot")
DEADLOCKS = text("select deadlocks from pg_stat_database where datname = current_database()")


def test_deadlock_is_found(scratch: Engine, execute: Run, sessions: Run) -> None:
    execute("create table crossed as select i as id, 0 as n from generate_series(1, 2) i")
    first, second = (f"update crossed set n = n + 1 where id = {i}" for i in (1, 2))
    sessions("app-crossed", [first, second], [second, first], pause_s=0.3)
    with scratch.connect() as connection:
        while not connection.scalar(DEADLOCKS):
            connection.execute(text("select pg_stat_clear_snapshot(), pg_sleep(0.05)"))
    assert isinstance(prove(scratch, mistakes()[SLUG], Target(REF)), Evidence)


def test_young_database_is_unknown(database: Engine) -> None:
    assert isinstance(prove(database, mistakes()[SLUG], Target(REF)), Unknown)


def test_busy_database_without_deadlocks_is_not_found(database: Engine) -> None:
    with database.connect() as connection:
        busy = "do $$ begin for i in 1..10500 loop commit; end loop; end $$"
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(busy)
        connection.execute(text("select pg_stat_force_next_flush()"))
    assert prove(database, mistakes()[SLUG], Target(REF)) is None
