"""`flask seed` against what PostgreSQL's own COPY takes for the same rows; goal: at most 1.2 times.

Seed and floor alternate (A B B A), each into a fresh database of one cluster, with the same number of
connections, the same index and key builds and ANALYZE. SEED_BENCH_SCALES names the scales (default 0.1).
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from benchmarks._cluster import free_port
from benchmarks._seed_floor import File, load_files, write_files
from lab.binaries import postgres_binaries
from lab.databases import admin_engine, provide_database
from lab.postgres import SUPERUSER, EmbeddedPostgres
from lab.unprivileged import purge_home, service_account, service_home
from roadmap.apply import apply_until
from seeding.plan import build_plan
from seeding.run import cores
from seeding.spec import Spec

DATABASE = "bench"
UNTIL = date(2026, 1, 1)
PGBENCH_ROWS_PER_SCALE = 100_000
SAMPLE_S = 0.1


@dataclass
class Run:
    """One seed or one floor."""

    who: str
    seconds: dict[str, float]
    client_cpu: float
    server_cpu: float
    wal_mb: float
    peak_mb: float
    size_mb: float

    @property
    def total(self) -> float:
        """All phases."""
        return sum(self.seconds.values())


class Bench:
    """A cluster, and what is measured around each run."""

    def __init__(self, home: Path) -> None:
        account = service_account()
        cluster = EmbeddedPostgres(home, free_port(), postgres_binaries(None, home, account), account)
        cluster.create()
        self.account, self.cluster, self.home = account, cluster, home
        self.process = cluster.start()
        self.jobs = cores()

    def stop(self) -> None:
        """End the cluster."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def fresh(self) -> None:
        """An empty migrated database, and no dirty pages of an earlier one."""
        with admin_engine(self.cluster).connect() as connection:
            connection.execute(text(f"drop database if exists {DATABASE} with (force)"))
        provide_database(self.cluster, DATABASE)
        apply_until(create_engine(self.cluster.url(database=DATABASE), poolclass=NullPool), 0)
        with admin_engine(self.cluster).connect() as connection:
            connection.execute(text("checkpoint"))

    def seed(self, scale: float) -> Run:
        """A: the command, as a user runs it."""
        self.fresh()
        before = self.meters()
        options = ["--scale", str(scale), "--until", UNTIL.isoformat(), "--jobs", str(self.jobs), "--json"]
        process = subprocess.Popen(
            [sys.executable, "-c", "from seeding.cli import seed; seed()", *options],
            env={**os.environ, "DATABASE_URL": self.cluster.url(database=DATABASE)},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        watch = Watch(process.pid)
        answer, _ = process.communicate()
        cpu, peak = watch.ended()
        return self.measured("seed", json.loads(answer)["seconds"], before, cpu, peak)

    def floor(self, files: list[File]) -> Run:
        """B: the server's own COPY of the same rows."""
        self.fresh()
        before = self.meters()
        url = self.cluster.url(SUPERUSER, DATABASE)
        seconds = load_files(create_engine(url, poolclass=NullPool), url, files, self.jobs)
        return self.measured("floor", seconds, before, 0.0, 0.0)

    def meters(self) -> tuple[float, int]:
        """CPU seconds of the server so far, and where its WAL is."""
        server = psutil.Process(self.process.pid)
        spent = server.cpu_times()
        cpu = spent.children_user + spent.children_system
        for child in server.children():
            with suppress(psutil.NoSuchProcess):
                cpu += sum(child.cpu_times()[:2])
        with admin_engine(self.cluster).connect() as connection:
            wal = connection.execute(text("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")).scalar_one()
        return cpu, int(wal)

    def measured(
        self, who: str, seconds: dict[str, float], before: tuple[float, int], cpu: float, peak: float
    ) -> Run:
        """A run's figures."""
        after = self.meters()
        with admin_engine(self.cluster).connect() as connection:
            size = connection.execute(text(f"select pg_database_size('{DATABASE}')")).scalar_one()
        return Run(
            who, seconds, cpu, after[0] - before[0], (after[1] - before[1]) / 1e6, peak / 1e6, size / 1e6
        )


class Watch:
    """Samples a process and its children: CPU seconds in all, and the largest resident size of any one."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._cpu: dict[int, float] = {}
        self._peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def ended(self) -> tuple[float, float]:
        """What was seen."""
        self._stop.set()
        self._thread.join()
        return sum(self._cpu.values()), self._peak

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_S):
            try:
                for each in (self._process, *self._process.children(recursive=True)):
                    self._cpu[each.pid] = sum(each.cpu_times()[:2])
                    self._peak = max(self._peak, each.memory_info().rss)
            except psutil.Error:
                continue


def pgbench(bench: Bench, scale: int) -> float:
    """Rows a second of `pgbench -i`."""
    bench.fresh()
    began = time.monotonic()
    url = bench.cluster.url(database=DATABASE).replace("+psycopg2", "")
    subprocess.run(
        [bench.cluster.binaries.program("pgbench"), "-i", "-q", "-s", str(scale), url],
        check=True, capture_output=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return scale * PGBENCH_ROWS_PER_SCALE / (time.monotonic() - began)


def report(scale: float, runs: list[Run], rows: int, pgbench_rows: float) -> None:
    """A table and the ratio."""
    print(f"scale {scale:g}: {rows:,} rows, {cores()} connections")
    print(f"{'run':<7}{'load':>8}{'indexes':>9}{'stats':>7}{'total s':>9}{'client':>8}{'server':>8}"
          f"{'WAL MB':>9}{'peak MB':>9}{'DB MB':>9}{'rows/s':>9}")  # fmt: skip
    for run in runs:
        load, index, statistics = run.seconds.values()
        print(f"{run.who:<7}{load:8.1f}{index:9.1f}{statistics:7.1f}{run.total:9.1f}{run.client_cpu:8.1f}"
              f"{run.server_cpu:8.1f}{run.wal_mb:9,.0f}{run.peak_mb:9.0f}{run.size_mb:9,.0f}"
              f"{rows / run.total:9,.0f}")  # fmt: skip
    seeds = mean(run.total for run in runs if run.who == "seed")
    floors = mean(run.total for run in runs if run.who == "floor")
    print(f"seed / floor: {seeds / floors:.2f} (goal: at most 1.2); pgbench -i: {pgbench_rows:,.0f} rows/s")


def main() -> None:
    """Run it at each scale."""
    for scale in map(float, os.environ.get("SEED_BENCH_SCALES", "0.1").split(",")):
        lab = Path(tempfile.mkdtemp(prefix="taskpilot-bench-"))
        bench = Bench(service_home(lab, service_account()))
        try:
            plan = build_plan(Spec(scale, until=UNTIL))
            files, rows = write_files(plan, bench.home / "rows", bench.account)
            runs = [bench.seed(scale), bench.floor(files), bench.floor(files), bench.seed(scale)]
            report(scale, runs, rows, pgbench(bench, max(1, round(scale * 100))))
        finally:
            bench.stop()
            purge_home(lab)
            shutil.rmtree(lab)


if __name__ == "__main__":
    main()
