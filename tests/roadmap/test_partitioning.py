"""The activity log swapped for a partitioned one while people write: nothing lost, hardly a wait."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from roadmap import log
from roadmap.apply import apply_until, revert_to
from roadmap.catalogue import MIGRATIONS, find, versions_in
from roadmap.plan import CONTROL, EVERY_MISTAKE, Plan

WRITERS = 3
PAUSE_S = 0.01
ROW = "hashtextextended(row(a.id, a.organization_id, a.user_id, a.created_at, a.action, a.changes)::text, 0)"
COUNTED = text(f"select count(*), coalesce(sum({ROW}::numeric), 0) from activity_log a")
WRITE = text(f"""
    with i as (select id, organization_id, reporter_id from issues where id % :writers = :writer
                order by random() limit 1)
    insert into activity_log as a (organization_id, issue_id, user_id, action, changes)
    select organization_id, id, reporter_id, 'note.added', jsonb_build_object('writer', cast(:writer as int))
      from i returning {ROW} as hash
""")
READ = text("select * from activity_log where organization_id = 1 order by id desc limit 50")
DELETE = text("""
    delete from issues where id = (select issue_id from activity_log where issue_id is not null
                                    order by random() limit 1) returning id
""")


@pytest.fixture
def swap_alone(tmp_path: Path) -> Iterator[None]:
    """The two changes that partition the log as the only ones, right after the baseline."""
    before = {change: find(change).down for change in ("d52a_activity_by_month", "d53a_activity_swap")}
    for path in (MIGRATIONS / "versions").glob("baseline.*"):
        shutil.copy(path, tmp_path)
    down = "baseline"
    for change, was in before.items():
        for path in (MIGRATIONS / "versions").glob(f"{change}.*"):
            (tmp_path / path.name).write_text(
                path.read_text().replace(f'down_revision = "{was}"', f'down_revision = "{down}"')
            )
        down = change
    with versions_in(tmp_path):
        yield


@dataclass
class Ledger:
    """What the writers did; sums of row hashes."""

    rows: int = 0
    hashes: int = 0
    deleted: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def note(self, number: int) -> None:
        self.rows += 1
        self.hashes += number


@contextmanager
def writing(engine: Engine) -> Iterator[Ledger]:
    """Threads that write, read and delete for the length of a block."""
    ledger, lock, stop = Ledger(), threading.Lock(), threading.Event()

    def work(writer: int) -> None:
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for turn in count():
                    if stop.wait(PAUSE_S):
                        return
                    hashed = connection.execute(WRITE, {"writers": WRITERS, "writer": writer}).scalar_one()
                    connection.execute(READ).all()
                    with lock:
                        ledger.note(hashed)
                    if writer == 0 and turn % 3 == 0:
                        ledger.deleted += connection.execute(DELETE).scalars()
        except Exception as failure:  # noqa: BLE001 - shown by the test
            ledger.failures.append(str(failure))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def counted(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        rows, hashes = connection.execute(COUNTED).one()
    return int(rows), int(hashes)


def orphans(engine: Engine, deleted: list[int]) -> int:
    query = text("select count(*) from activity_log where issue_id = any(:ids)")
    with engine.connect() as connection:
        return int(connection.execute(query, {"ids": deleted}).scalar_one())


def kind_of(engine: Engine) -> str:
    with engine.connect() as connection:
        found = connection.execute(text("select relkind from pg_class where oid = 'activity_log'::regclass"))
        return str(found.scalar_one())


def moved_under_load(engine: Engine, move: Callable[[], object]) -> Ledger:
    """Move the log while others write, and hold the ledger against it."""
    rows, hashes = counted(engine)
    with writing(engine) as ledger:
        move()
    assert ledger.failures == []
    assert ledger.rows > WRITERS
    assert ledger.deleted
    assert counted(engine) == (rows + ledger.rows, hashes + ledger.hashes)
    assert orphans(engine, ledger.deleted) == 0
    return ledger


def cost_of_the_swap(engine: Engine) -> Any:
    with engine.connect() as connection:
        return log.applied(connection)["d53a_activity_swap"]


@pytest.mark.slow
@pytest.mark.usefixtures("swap_alone")
def test_the_log_is_partitioned_under_load_and_back_without_losing_a_row(
    seeded: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    waits = {}
    for plan in (CONTROL, EVERY_MISTAKE):
        engine = create_engine(seeded(), poolclass=NullPool)
        apply_until(engine, 52, plan=plan)
        moved_under_load(engine, swapping(engine, plan))
        assert kind_of(engine) == "p"
        waits[plan.mode] = cost_of_the_swap(engine).longest_wait_ms
        assert cost_of_the_swap(engine).under_load
        moved_under_load(engine, lambda engine=engine: revert_to(engine, 52))
        assert kind_of(engine) == "r"
    with capsys.disabled():
        print(f"\nlongest wait for the swap: {waits}")
    assert waits["drawn"] >= 5 * max(waits["control"], 1)


def swapping(engine: Engine, plan: Plan) -> Callable[[], object]:
    return lambda: apply_until(engine, 53, plan=plan)
