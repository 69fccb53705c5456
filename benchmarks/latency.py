"""Latency of the API's operations as the data grows: the same requests at each scale, rounds interleaved.

    BENCH_SCALES="0.01 0.1 1" python -m benchmarks latency     # BENCH_ONLY=search for one of them

Each scale is a seeded database of its own behind a gunicorn of its own, on one PostgreSQL. One connection
sends one request at a time, so that a figure is what a request takes, not what it waits for others. Callers
are members of projects drawn in proportion to their issues, as the personas draw them. Scale 1 takes two to
ten minutes to seed and 12 GB of disk.
"""

import os
import random
import statistics
import time
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from benchmarks._client import Figures, drive, request
from benchmarks._cluster import own_cluster, seeded
from benchmarks.api import gunicorn, login, operations
from lab.databases import admin_engine
from lab.postgres import EmbeddedPostgres

SCALES = "0.01 0.1 1"
ROUNDS = 5
ROUND_S = 1.5
CALLERS = 12
GOAL, SEARCH_GOAL = 1.5, 3.0
WHO = """
select u.id as user_id, u.email, u.organization_id, p.id as project_id, p.last_issue_number as issues
from projects p
join lateral (
    select * from users
    where organization_id = p.organization_id and active and role = 'member'
    order by id limit 1
) u on true
where p.last_issue_number > 0
order by p.id
"""

QUIET = {"APP_ENV": "test", "REDIS_URL": ""}

Requests = dict[str, list[bytes]]


def main() -> None:
    """Seed every scale, measure in turns, print p50 and p95, and how the p50 grew from first to last."""
    scales = [float(one) for one in os.environ.get("BENCH_SCALES", SCALES).replace(",", " ").split()]
    with own_cluster() as cluster, ExitStack() as stack:
        ports, requests = [], []
        for scale in scales:
            began = time.monotonic()
            url = seeded(cluster, scale)
            print(f"scale {scale:g} seeded in {time.monotonic() - began:.0f} s", flush=True)
            environment = {"DATABASE_URL": url.replace("+psycopg2", ""), "TASKPILOT_DEMO_MODE": "true"}
            side = stack.enter_context(gunicorn("webapp.app:create_app()", environment | QUIET))
            ports.append(side.port)
            requests.append(requests_of(url, side.port))
        settle(cluster)
        shown = "".join(f"{f'{scale:g}: p50':>11}{'p95 ms':>8}" for scale in scales)
        print(f"{'':24}{shown}   growth of p50")
        asked_for = os.environ.get("BENCH_ONLY", "").split(",")
        for name in requests[0] if asked_for == [""] else asked_for:
            row(name, measure(ports, [each[name] for each in requests]))


def requests_of(url: str, port: int) -> Requests:
    """The requests of each operation, as several callers send them in turn."""
    chance = random.Random(11)
    with create_engine(url, poolclass=NullPool).connect() as connection:
        projects = connection.execute(text(WHO)).all()
    callers = chance.choices(projects, weights=[one.issues for one in projects], k=CALLERS)
    found: Requests = {}
    for who in callers:
        token = login(port, who.email)
        for name, asked in operations(url, who).items():
            sent = [request(method, f"/api/v1{path}", token, body) for method, path, body in asked]
            found.setdefault(name, []).extend(sent)
    for sent in found.values():
        chance.shuffle(sent)
    return found


def settle(cluster: EmbeddedPostgres) -> None:
    """Write out what the seeds left dirty, so that no round pays for it."""
    with admin_engine(cluster).connect() as connection:
        connection.execute(text("checkpoint"))


def measure(ports: list[int], requests: list[list[bytes]]) -> list[list[Figures]]:
    """The rounds of one operation at each scale; the first of each is a warm-up and not counted."""
    rounds: list[list[Figures]] = [[] for _ in ports]
    for number in range(ROUNDS + 1):
        places = range(len(ports))
        for place in places if number % 2 else reversed(places):
            sent = turned(requests[place], number)
            figures = drive(ports[place], sent, ROUND_S, 1)
            if number:
                rounds[place].append(figures)
    return rounds


def turned(requests: list[bytes], number: int) -> list[bytes]:
    """The same requests from another beginning, so that each round sends others first."""
    start = number * len(requests) // (ROUNDS + 1)
    return requests[start:] + requests[:start]


def row(name: str, rounds: list[list[Figures]]) -> None:
    """Print an operation's figures: medians of rounds, and the growth against the goal."""
    p50s = [median(one.quantile(0.5) for one in each) for each in rounds]
    p95s = [median(one.quantile(0.95) for one in each) for each in rounds]
    goal = SEARCH_GOAL if name == "search" else GOAL
    growth = p50s[-1] / p50s[0]
    failures = sum(one.failures for each in rounds for one in each)
    shown = "".join(f"{p50:11.2f}{p95:8.2f}" for p50, p95 in zip(p50s, p95s, strict=True))
    verdict = f"{growth:6.2f} (goal: under {goal:g}) {'met' if growth < goal else 'MISSED'}"
    print(f"{name:24}{shown} {verdict}" + (f", {failures} FAILED" if failures else ""), flush=True)


def median(values: Iterable[Any]) -> float:
    """The median."""
    return float(statistics.median(list(values)))


if __name__ == "__main__":
    main()
