"""Soak: hours of the standard load on a real `flask lab up`, and what grew by how much a day.

The first half is the warm-up; a least-squares line through the rest gives each process's growth. Exit code 1
where a service that the goal names grows by more.

    python -m tests.drills.soak --minutes 60 --json soak.json
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg2
import redis

from lab.unprivileged import purge_home
from tests.drills.watched import DAY_S, Watch, slope_per_day
from tests.lab.labs import Lab
from webapp.server.counts import folder_of

USERS = 50
SCALE = "0.01"
EVERY_S = 5.0
WARM_UP = 0.5
GOAL_MB_A_DAY = 50.0
Heard = Callable[[Watch], None]
GOAL_OF = ("web", "worker", "locust", "sampler")


@dataclass(frozen=True)
class Row:
    """A service over the time after the warm-up; `grows` in MB a day, counts as they were and became."""

    service: str
    processes: int
    memory_mb: float
    grows: float
    files: tuple[int, int]
    threads: tuple[int, int]
    connections: tuple[int, int]


@contextmanager
def a_lab(users: int, scale: str, **settings: str) -> Iterator[Lab]:
    """A lab under load in a folder of its own; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="taskpilot-soak-", ignore_cleanup_errors=True) as folder:
        lab = Lab(Path(folder) / ".lab", **settings)
        try:
            started = lab("up", "--detach", "--scale", scale, "--users", str(users))
            if started.returncode:
                raise SystemExit(started.stdout + started.stderr)
            yield lab
        finally:
            lab.end()
            purge_home(lab.folder)


def look(watch: Watch, lab: Lab) -> None:
    """Take a sample of every process of a lab."""
    watch.look({name: entry["pid"] for name, entry in lab.services.items() if entry["pid"]})
    watch.look_at("supervisor", lab.supervisor)


def soaked(
    lab: Lab, seconds: float, every_s: float, heard: Heard = lambda watch: None
) -> tuple[Watch, dict[str, tuple[float, float]]]:
    """Watch a lab for a while; the samples, and how much its stores held after the warm-up and at the end.

    `heard` is given the samples so far once a minute.
    """
    watch = Watch()
    end = watch.began + seconds
    warm: dict[str, float] = {}
    told = watch.began
    while (now := time.monotonic()) < end:
        look(watch, lab)
        if not warm and now >= watch.began + seconds * WARM_UP:
            warm = stores(lab)
        if now >= told + 60:
            told = now
            heard(watch)
        time.sleep(max(0.0, min(every_s, end - time.monotonic())))
    last = stores(lab)
    return watch, {name: (warm[name], last[name]) for name in warm if name in last}


def rows(watch: Watch) -> list[Row]:
    """One row for each service."""
    found: dict[str, list[Any]] = {}
    for name, _, samples in watch.since(WARM_UP).lasting():
        found.setdefault(name, []).append(samples)
    return [
        Row(
            name,
            len(processes),
            sum(samples[-1].memory_mb for samples in processes),
            sum(map(slope_per_day, processes)),
            *(_first_and_last(processes, what) for what in ("files", "threads", "connections")),
        )
        for name, processes in sorted(found.items())
    ]


def stores(lab: Lab) -> dict[str, float]:
    """What is kept outside the processes: keys and bytes in Redis, bytes of files, connections."""
    services = lab.services
    with redis.Redis.from_url(services["redis"]["url"]) as client:
        kept: dict[str, float] = {
            "redis keys": client.dbsize(),
            "redis MB": client.info("memory")["used_memory"] / 2**20,
        }
    database = psycopg2.connect(services["postgres"]["admin_url"])
    with database, database.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where backend_type = 'client backend'")
        kept["database connections"] = cursor.fetchone()[0]
        cursor.execute("select pg_database_size(current_database())")
        kept["database MB"] = cursor.fetchone()[0] / 2**20
    database.close()
    logs = {Path(entry["log"]) for entry in services.values() if entry["log"]}
    kept["logs MB"] = sum(map(_size_mb, logs))
    kept["samples MB"] = sum(map(_size_mb, (lab.folder / "watch").glob("samples.sqlite*")))
    kept["traced statements MB"] = _size_mb(lab.folder / "watch" / "statements.jsonl")
    metrics = folder_of(services["web"]["pid"])
    kept["metrics' files MB"] = sum(path.stat().st_blocks * 512 for path in metrics.glob("*")) / 2**20
    return kept


def report(found: list[Row], kept: dict[str, tuple[float, float]], seconds: float) -> list[str]:
    """Two tables for people."""
    lines = [
        f"{'service':<12}{'processes':>10}{'MB':>9}{'MB/day':>9}{'files':>12}{'threads':>10}{'sockets':>11}"
    ]
    for row in found:
        counts = (f"{before}→{after}" for before, after in (row.files, row.threads, row.connections))
        files, threads, sockets = counts
        lines.append(
            f"{row.service:<12}{row.processes:>10}{row.memory_mb:>9.1f}{row.grows:>9.1f}"
            f"{files:>12}{threads:>10}{sockets:>11}"
        )
    lines += ["", f"{'kept':<22}{'warm':>10}{'at the end':>12}{'a day':>12}"]
    for name, (warm, last) in kept.items():
        a_day = (last - warm) / (seconds * (1 - WARM_UP)) * DAY_S
        lines.append(f"{name:<22}{warm:>10.2f}{last:>12.2f}{a_day:>12.1f}")
    return lines


def main() -> int:
    """Soak, print, and say whether the goal was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--scale", default=SCALE, help="the size of the data")
    parser.add_argument("--every", type=float, default=EVERY_S, help="seconds between two samples")
    parser.add_argument("--json", type=Path, help="a file for rows, stores and every sample")
    options = parser.parse_args()
    seconds = options.minutes * 60
    kept: dict[str, tuple[float, float]] = {}

    def write(watch: Watch) -> None:
        if options.json:
            found = [asdict(row) for row in rows(watch)]
            document = {"rows": found, "kept": kept, "samples": watch.seen}
            options.json.write_text(json.dumps(document))

    with a_lab(options.users, options.scale) as lab:
        watch, kept = soaked(lab, seconds, options.every, write)
    write(watch)
    found = rows(watch)
    print("\n".join(report(found, kept, seconds)))
    over = [row.service for row in found if row.service in GOAL_OF and row.grows > GOAL_MB_A_DAY]
    print(f"more than {GOAL_MB_A_DAY:.0f} MB a day: {', '.join(over) or 'none'}")
    return int(bool(over))


def _first_and_last(processes: list[Any], what: str) -> tuple[int, int]:
    return tuple(sum(getattr(samples[at], what) for samples in processes) for at in (0, -1))  # type: ignore[return-value]


def _size_mb(path: Path) -> float:
    return path.stat().st_size / 2**20 if path.exists() else 0.0


if __name__ == "__main__":
    sys.exit(main())
