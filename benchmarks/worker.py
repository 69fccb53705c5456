"""The web server's own worker beside gunicorn's threaded one: same app, client and data, rounds interleaved.

    python -m benchmarks worker

What differs is that ours collects requests in its main thread, knows how long they wait and sheds.
BENCH_SCALE (0.01) is the seed's scale.
"""

import os
import statistics

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from benchmarks._client import drive, request
from benchmarks._cluster import own_cluster, seeded
from benchmarks.api import CONNECTIONS, ROUND_S, WARM_UP_S, WHO, gunicorn, login, operations

ROUNDS = 8
OPERATIONS = ("project list", "issue read", "add comment")


def main() -> None:
    """Seed, measure, print a table."""
    with own_cluster() as cluster:
        url = seeded(cluster, float(os.environ.get("BENCH_SCALE", "0.01")))
        with create_engine(url, poolclass=NullPool).connect() as connection:
            who = connection.execute(text(WHO)).one()
        environment = {"DATABASE_URL": url, "TASKPILOT_DEMO_MODE": "true", "APP_ENV": "test", "REDIS_URL": ""}
        app = "webapp.app:create_app()"
        print(f"{'':24}{'rps':>16}{'p95 ms':>16}{'cpu us':>16}   gunicorn's, ours; median of {ROUNDS}")
        with (
            gunicorn(app, environment, "--worker-class", "gthread") as theirs,
            gunicorn(app, environment) as ours,
        ):
            token = login(ours.port, who.email)
            for name, asked in operations(url, who).items():
                if name not in OPERATIONS:
                    continue
                sent = [request(method, f"/api/v1{path}", token, body) for method, path, body in asked]
                sides = (theirs, ours)
                for side in sides:
                    drive(side.port, sent, WARM_UP_S, CONNECTIONS)
                    side.rounds.clear()
                    side.cpu_us.clear()
                for number in range(ROUNDS):
                    for side in sides if number % 2 else reversed(sides):
                        side.run(sent, ROUND_S)
                figures = (
                    [f"{side.rps():.0f}" for side in sides],
                    [f"{side.quantile(0.95):.1f}" for side in sides],
                    [f"{statistics.median(side.cpu_us):.0f}" for side in sides],
                )
                failed = sum(one.failures for side in sides for one in side.rounds)
                shown = "".join(f"{', '.join(pair):>16}" for pair in figures)
                print(f"{name:24}{shown}   {failed} failed", flush=True)


if __name__ == "__main__":
    main()
