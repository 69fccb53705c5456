"""Promise 3: jobs whose process or worker is killed are done within a minute, and take effect once."""

import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from subprocess import Popen

import psutil
import pytest
from redis import Redis
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from tests.conftest import CopyDatabase
from tests.drills.conftest import Figure
from tests.webapp.jobs.conftest import StartJobs, Until
from webapp.jobs import tally
from webapp.jobs.queue import enqueue
from webapp.settings import settings

pytestmark = pytest.mark.promise(3)

LIMIT_S = 60
AGGREGATE = "aggregate_metrics"
CALLS: Mapping[str, Mapping[str, int]] = {
    "fan_out": {"activity_id": 900}, "check_overdue": {}, "roll_over_cycles": {}, "write_weekly_reports": {},
    AGGREGATE: {},
}  # fmt: skip
WORK = """
    insert into activity_log (id, organization_id, issue_id, user_id, action, changes)
        overriding system value
    values (900, 1, 1, 2, 'comment.created', '{"fan_out":
        {"to": "organization", "type": "issue_mentioned", "data": {"issue_id": 1}}}');
    update cycles set start_date = current_date - 54, end_date = current_date - 40;
    update organizations set created_at = now() - interval '60 days';
"""
WANTED_LATE = "lock table notifications, webhook_deliveries, reports, daily_metrics in access exclusive mode"
AT_IT = """
    select count(distinct pid) from pg_stat_activity
     where datname = current_database() and application_name = 'taskpilot-jobs' and wait_event_type = 'Lock'
"""
EFFECTS = {
    "notifications": "select user_id, type, data from notifications where type <> 'report_ready'",
    "cycles": "select project_id, name, start_date, end_date, status from cycles",
    "issues": "select i.id, c.name, i.version from issues i left join cycles c on c.id = i.cycle_id",
    "activity_log": "select organization_id, issue_id, action, changes::text ~ 'report_id' from activity_log",
    "webhook_deliveries": (
        "select webhook_id, event, payload - '{cycle_id,changes}'::text[] from webhook_deliveries"
    ),
    "daily_metrics": "select organization_id, day, figures from daily_metrics",
    "reports": "select organization_id, week, body from reports",
}


@pytest.fixture
def expected(
    world_database: Engine, copy_database: CopyDatabase, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[str]]:
    """The effects of jobs that nobody disturbs, on a copy of what the drill's jobs meet."""
    with world_database.begin() as connection:
        connection.execute(text(WORK))
    url = copy_database(str(world_database.url.database))
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        settings.cache_clear()
        for name, arguments in CALLS.items():
            done = getattr(__import__(f"webapp.jobs.{name}", fromlist=[name]), name)(**arguments)
            assert "another run" not in done
    settings.cache_clear()
    return effects(create_engine(url, poolclass=NullPool))


def effects(database: Engine) -> dict[str, list[str]]:
    """Every row that the jobs may have made or changed, as text, in order."""
    with database.connect() as connection:
        return {
            table: list(connection.execute(text(f"select t::text from ({query}) t order by 1")).scalars())
            for table, query in EFFECTS.items()
        }


def told_of_reports(database: Engine) -> tuple[int, int]:
    """Notifications of reports, which fan out after the jobs, and how many of them are no repetition."""
    query = "select count(*), count(distinct (user_id, data)) from notifications where type = 'report_ready'"
    with database.connect() as connection:
        told, distinct = connection.execute(text(query)).one()
    return told, distinct


def descendants(pool: Popen[bytes]) -> tuple[list[psutil.Process], list[psutil.Process]]:
    """The pool's workers, and the processes in which they run jobs."""
    workers = psutil.Process(pool.pid).children()
    return workers, [job for worker in workers for job in worker.children()]


@contextmanager
def held_up(database: Engine) -> Iterator[None]:
    """A lock on the tables that the jobs write last: each does its work and stands before its end."""
    with database.begin() as connection:
        connection.execute(text(WANTED_LATE))
        yield


def waiting(database: Engine) -> int:
    with database.connect() as connection:
        return int(connection.execute(text(AT_IT)).scalar_one())


@pytest.mark.parametrize("what", ["job's process", "worker"])
def test_killed_jobs_are_done_within_a_minute_and_once(
    what: str,
    expected: dict[str, list[str]],
    world_database: Engine,
    start_jobs: StartJobs,
    until: Until,
    redis_url: str,
    figure: Figure,
) -> None:
    with Redis.from_url(redis_url) as redis:
        with held_up(world_database):
            pool = start_jobs("worker", "--processes", str(len(CALLS)))
            for name, arguments in CALLS.items():
                assert enqueue(redis, name, arguments)
            until(lambda: waiting(world_database) == len(CALLS), 40, "every job in its midst")
            workers, jobs = descendants(pool)
            assert len(workers) == len(jobs) == len(CALLS)
            for process in workers if what == "worker" else jobs:
                process.send_signal(signal.SIGKILL)
            killed = time.monotonic()
            until(lambda: not any(map(works, jobs)), 5, "the end of the killed jobs")
        until(lambda: all_done(redis), LIMIT_S, "the retry of every job")
        took = time.monotonic() - killed
        last_aggregate(redis, until)
        ends = Counter()
        for (_, end), number in tally.read(redis)[0].items():
            ends[end] += number
    assert took < LIMIT_S
    assert effects(world_database) == expected
    told, distinct = told_of_reports(world_database)
    assert told == distinct
    assert ends[tally.KILLED] == (0 if what == "worker" else len(CALLS))
    assert ends[tally.FAILED] == 0
    rows = sum(len(found) for found in expected.values())
    figure(f"{what} killed in {len(CALLS)} jobs", f"all done after {took:.1f} s, {rows} rows as undisturbed")


def works(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def all_done(redis: Redis) -> bool:
    return all(tally.read(redis)[0].get((name, tally.DONE), 0) for name in CALLS)


def last_aggregate(redis: Redis, until: Until) -> None:
    """Count the day once more, as the undisturbed jobs did last: it holds what the others have logged."""
    before = tally.read(redis)[0][AGGREGATE, tally.DONE]
    assert enqueue(redis, AGGREGATE)
    until(lambda: tally.read(redis)[0][AGGREGATE, tally.DONE] > before, what="the day's count")
