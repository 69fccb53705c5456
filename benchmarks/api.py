"""The API beside bare Flask: the same statements, gunicorn, client and data, rounds interleaved.

    python -m benchmarks api

Bare is a Flask view without authentication and validation that runs the same SQL by psycopg2 and dumps the
rows by orjson. Beside requests per second stands the CPU time of the web processes per request, which other
load on the machine disturbs less. BENCH_SCALE (0.1) is the seed's scale.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from benchmarks._client import Figures, drive, request
from benchmarks._cluster import free_port, own_cluster, seeded

CONNECTIONS = 16
WORKERS, THREADS = 2, 4
ROUND_S = 1.5
WARM_UP_S = 0.3
DIGITS = (0, 0, 2, 1, 1, 0, 0)
ORDER = ("bare", "api", "api", "bare", "bare", "api")
READ_GOAL, WRITE_GOAL, P95_GOAL_MS = 0.7, 0.8, 50
STATUSES = ("backlog", "todo", "in_progress", "in_review", "done")

WHO = """
select u.id as user_id, u.email, u.organization_id, p.id as project_id
from projects p
join lateral (
    select * from users
    where organization_id = p.organization_id and active and role = 'member'
    order by id limit 1
) u on true
order by p.last_issue_number desc limit 1
"""
IDS = "select id from issues where project_id = :project_id order by number desc limit 2000"
PROJECTS = "select id from projects where organization_id = :organization_id order by id"
WORDS = "select title from issues where project_id = :project_id order by id desc limit 300"


def operations(url: str, who: Any) -> dict[str, list[tuple[str, str, bytes]]]:
    """The requests of each operation, the same for both sides."""
    chance = random.Random(7)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        ids = list(connection.scalars(text(IDS), {"project_id": who.project_id}))
        projects = list(connection.scalars(text(PROJECTS), {"organization_id": who.organization_id}))
        titles = list(connection.scalars(text(WORDS), {"project_id": who.project_id}))
    words = sorted({word for title in titles for word in title.split() if len(word) > 4 and word.isalpha()})
    some = [chance.choice(ids) for _ in range(800)]
    listing = f"/projects/{who.project_id}/issues?limit=50"

    def body(**fields: Any) -> bytes:
        return json.dumps(fields).encode()

    return {
        "project list": [("GET", "/projects", b"")] * 16,
        "board list (50 issues)": [("GET", listing, b"")] * 16,
        "issue read": [("GET", f"/issues/{one}", b"") for one in some],
        "search": [("GET", f"/search?q={chance.choice(words)}", b"") for _ in range(400)],
        "notifications": [("GET", "/notifications", b"")] * 16,
        "create issue": [
            ("POST", "/issues", body(project_id=one, title="Measured")) for one in projects * CONNECTIONS
        ],
        "add comment": [("POST", f"/issues/{one}/comments", body(body="Seen here too.")) for one in some],
        "patch status": [("PATCH", f"/issues/{one}", body(status=chance.choice(STATUSES))) for one in some],
    }


@dataclass
class Side:
    """A running app and what was measured of it."""

    port: int
    master: psutil.Process
    rounds: list[Figures] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)

    def run(self, sent: list[bytes], seconds: float) -> None:
        """Measure one round."""
        before = self._cpu_s()
        figures = drive(self.port, sent, seconds, CONNECTIONS)
        self.rounds.append(figures)
        self.cpu_us.append((self._cpu_s() - before) / len(figures.latencies_ms) * 1e6)

    def rps(self) -> float:
        """Requests per second, the median of the rounds."""
        return statistics.median(one.rps for one in self.rounds)

    def quantile(self, share: float) -> float:
        """A quantile of the latencies in ms, the median of the rounds."""
        return statistics.median(one.quantile(share) for one in self.rounds)

    def _cpu_s(self) -> float:
        return sum(sum(child.cpu_times()[:2]) for child in self.master.children())


@contextmanager
def gunicorn(target: str, environment: dict[str, str], *options: str) -> Iterator[Side]:
    """A running gunicorn, as the lab runs it but for further options."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", target, "-b", f"127.0.0.1:{port}", "-w", str(WORKERS)]
    command += ["--config", "python:webapp.server.config", "--threads", str(THREADS), "--log-level", "error"]
    command += options
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait(port)
        yield Side(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=2).request("GET", "/health/live")
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn does not answer")


def login(port: int, email: str) -> str:
    """A demo user's bearer token."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"email": email, "password": "taskpilot-demo"})
    link.request("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})
    return str(json.load(link.getresponse())["access_token"])


@contextmanager
def both_sides(url: str, who: Any) -> Iterator[tuple[dict[str, Side], str]]:
    """Both apps, and a token."""
    plain = url.replace("+psycopg2", "")
    own = {"DATABASE_URL": plain, "TASKPILOT_DEMO_MODE": "true", "APP_ENV": "test", "REDIS_URL": ""}
    bare = {
        "BENCH_URL": plain,
        "BENCH_ORGANIZATION": str(who.organization_id),
        "BENCH_USER": str(who.user_id),
    }
    with gunicorn("webapp.app:create_app()", own) as api, gunicorn("benchmarks._bare:app", bare) as floor:
        yield {"api": api, "bare": floor}, login(api.port, who.email)


def main() -> None:
    """Seed, measure, print a table."""
    scale = float(os.environ.get("BENCH_SCALE", "0.1"))
    with own_cluster() as cluster:
        url = seeded(cluster, scale)
        with create_engine(url, poolclass=NullPool).connect() as connection:
            who = connection.execute(text(WHO)).one()
        print(f"scale {scale}, {WORKERS} workers of {THREADS} threads, {CONNECTIONS} connections")
        columns = ("bare rps", "api rps", "ratio", "p50 ms", "p95 ms", "bare cpu", "api cpu")
        print(f"{'':24}" + "".join(f"{name:>9}" for name in columns) + " µs  goal")
        with both_sides(url, who) as (sides, token):
            for name, asked in operations(url, who).items():
                measure(name, asked, sides, token)


def measure(name: str, asked: list[tuple[str, str, bytes]], sides: dict[str, Side], token: str) -> None:
    """Measure one operation on both sides and print its row."""
    sent = [request(method, f"/api/v1{path}", token, body) for method, path, body in asked]
    for side in sides.values():
        drive(side.port, sent, WARM_UP_S, CONNECTIONS)
        side.rounds.clear()
        side.cpu_us.clear()
    for one in ORDER:
        sides[one].run(sent, ROUND_S)
    bare, api = sides["bare"], sides["api"]
    ratio = api.rps() / bare.rps()
    goal = READ_GOAL if asked[0][0] == "GET" else WRITE_GOAL
    met = "met" if ratio >= goal and api.quantile(0.95) < P95_GOAL_MS else "missed"
    failures = sum(figures.failures for side in sides.values() for figures in side.rounds)
    figures = (bare.rps(), api.rps(), ratio, api.quantile(0.5), api.quantile(0.95))
    cpu = (statistics.median(bare.cpu_us), statistics.median(api.cpu_us))
    shown = "".join(f"{value:9.{digits}f}" for value, digits in zip((*figures, *cpu), DIGITS, strict=True))
    print(f"{name:24}{shown}     {goal} {met}" + (f", {failures} FAILED" if failures else ""), flush=True)


if __name__ == "__main__":
    main()
