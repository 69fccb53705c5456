"""A replica of the embedded PostgreSQL: a base backup taken at each start of the lab, that follows it.

It is made anew each time because a replica that missed too much cannot follow any more, and at the lab's
sizes a copy takes seconds.
"""

import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from lab.memory import memory_mb
from lab.postgres import ENVIRONMENT, SUPERUSER, EmbeddedPostgres
from lab.service import Service, ServiceFailed

APPLICATION_NAME = "taskpilot-lab-replica"
BACKUP_TIMEOUT_S = 1_800


@dataclass
class EmbeddedReplica(EmbeddedPostgres):
    """A standby of the cluster at `primary_port`, on `port`, with the same roles and databases."""

    primary_port: int = 0

    @classmethod
    def of(cls, primary: EmbeddedPostgres, port: int) -> "EmbeddedReplica":
        """The replica of a cluster, in the folder beside it."""
        return cls(
            primary.home, port, primary.binaries, primary.account, primary.max_connections,
            primary_port=primary.port,
        )  # fmt: skip

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / f"replica-{self.binaries.major}"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "replica.log"

    def create(self) -> bool:
        """Copy the running primary, in place of what an earlier start has left."""
        with self.account.acting():
            shutil.rmtree(self.data, ignore_errors=True)
        done = subprocess.run(
            [
                self.binaries.program("pg_basebackup"), "-D", str(self.data), "-d", self._conninfo(),
                "-X", "stream", "-c", "fast", "--no-sync",
            ],
            check=False, capture_output=True, text=True, cwd=self.home, timeout=BACKUP_TIMEOUT_S,
            env=ENVIRONMENT | {"PGPASSWORD": self._password(SUPERUSER)}, **self.account.popen_options(),
        )  # fmt: skip
        if done.returncode:
            raise ServiceFailed(f"pg_basebackup ended with code {done.returncode}: {done.stderr.strip()}")
        with self.account.acting():
            (self.data / "standby.signal").touch()
        self.write_settings()
        return True

    def service(self, run: str = "") -> Service:
        """The server as a service that needs the primary; `create` comes before its start."""
        return replace(self.described(run), name="replica", needs=("postgres",))

    def settings(self) -> dict[str, str]:
        """The primary's, with less memory, and whom to follow; long reads hold it back for a moment only."""
        return {
            **super().settings(),
            "shared_buffers": f"{max(64, min(1024, memory_mb() // 32))}MB",
            "primary_conninfo": f"{self._conninfo()} password={self._password(SUPERUSER)}",
            "max_standby_streaming_delay": "1s",
            "max_standby_archive_delay": "1s",
        }

    def _conninfo(self) -> str:
        return f"host=127.0.0.1 port={self.primary_port} user={SUPERUSER} application_name={APPLICATION_NAME}"
