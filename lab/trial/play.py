"""One play: the load on one copy through its own app, and what the database did for it."""

import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lab.inspect.sql import marked
from lab.processes import stop_tree
from webapp.paths import ROOT
from webapp.refusal import Refusal

STOP_S = 20.0
LONGER_S = 90.0
WORK = marked("""
    select coalesce(sum(total_exec_time), 0)::float8 as ms, coalesce(sum(wal_bytes), 0)::float8 as wal,
           coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 as blocks
      from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
       and query not like '%taskpilot-lab%'
""")


class LoadFailed(Refusal):
    """Locust did not end as it should."""


@dataclass(frozen=True)
class Load:
    """What is played, the same each time."""

    users: int
    seconds: int
    seed: int
    think_time: float


@dataclass(frozen=True)
class Work:
    """What PostgreSQL did for a play: milliseconds, bytes of WAL, blocks; from pg_stat_statements."""

    ms: float
    wal: float
    blocks: float


@dataclass(frozen=True)
class Play:
    """A play's figures; `side` is a (without the advice) or b, `work` None without pg_stat_statements."""

    side: str
    requests: int
    failures: int
    p95: float
    endpoints: list[dict[str, Any]]
    work: Work | None

    def as_json(self) -> dict[str, Any]:
        """The play as the report has it."""
        return asdict(self)


def play(side: str, host: str, database: str, load: Load, environment: dict[str, str], log: Path) -> Play:
    """Load one side's app and return the figures; LoadFailed where Locust breaks."""
    engine = create_engine(
        database,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": "taskpilot-lab trial"},
    )
    with engine.connect() as connection:
        before = work(connection)
        summary = run_locust(host, load, environment, log)
        after = work(connection)
    done = (
        Work(after.ms - before.ms, after.wal - before.wal, after.blocks - before.blocks)
        if before and after
        else None
    )
    total = summary["total"]
    return Play(side, total["requests"], total["failures"], total["p95"], summary["endpoints"], done)


def work(connection: Connection) -> Work | None:
    """What the statements of this database have cost so far; None where nobody counts."""
    try:
        row = connection.execute(WORK).one()
    except DBAPIError:
        return None
    return Work(row.ms, row.wal, row.blocks)


def run_locust(host: str, load: Load, environment: dict[str, str], log: Path) -> dict[str, Any]:
    """Run the personas without a page and return what `--json` printed."""
    command = [
        sys.executable, "-m", "locust", "-f", "locustfiles/personas", "--headless", "--host", host,
        "--users", str(load.users), "--spawn-rate", str(load.users), "--run-time", f"{load.seconds}s",
        "--think-time", str(load.think_time), "--load-seed", str(load.seed), "--gates", "off", "--json",
    ]  # fmt: skip
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=errors, start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=load.seconds + LONGER_S)
        except subprocess.TimeoutExpired:
            raise LoadFailed(f"Locust did not end in time; its log is {log}") from None
        finally:
            stop_tree(process, signal.SIGINT, STOP_S)
    try:
        summary = json.loads(said)
    except ValueError:
        raise LoadFailed(f"Locust ended with code {process.returncode}; its log is {log}") from None
    if not isinstance(summary, dict) or not summary.get("total", {}).get("requests"):
        raise LoadFailed(f"Locust made no request; its log is {log}")
    return summary
