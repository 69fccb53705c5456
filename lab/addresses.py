"""Where a lab's parts are, as settings: for the parts themselves and for commands in other terminals."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lab.ports import HOST
from lab.processes import RUN_MARK
from webapp.paths import lab_dir
from webapp.settings import Settings

APP_FACTORY = "webapp.app:create_app"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes, and a little is for what it is joined to


@dataclass(frozen=True)
class Addresses:
    """The URLs of a lab."""

    database: str
    redis: str
    web: str
    locust: str
    replica: str | None = None
    receiver: Path | None = None

    @classmethod
    def of(cls, settings: Settings, database: str, redis: str, replica: str | None = None) -> "Addresses":
        """The addresses of a lab with these servers; the app and Locust are on the loopback."""
        return cls(
            database,
            redis,
            f"http://{HOST}:{settings.taskpilot_web_port}",
            f"http://{HOST}:{settings.taskpilot_locust_port}",
            replica,
            None if settings.taskpilot_webhook_stand_in else _socket(),
        )

    def settings(self, settings: Settings) -> dict[str, str]:
        """The variables that lead to this lab, demo mode and its credentials included."""
        values = {
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis,
            "TASKPILOT_DEMO_MODE": str(int(settings.taskpilot_demo_mode)),
            "TASKPILOT_DEMO_PASSWORD": settings.taskpilot_demo_password,
            "LOCUST_HOST": settings.locust_host or self.web,
        }
        if self.replica is not None:
            values["DATABASE_REPLICA_URL"] = self.replica
        if self.receiver is not None:
            values["TASKPILOT_WEBHOOK_STAND_IN"] = str(self.receiver)
        if settings.service_token is not None:
            values["TASKPILOT_SERVICE_TOKEN"] = settings.service_token
        return values

    def environment(self, settings: Settings, run: str) -> dict[str, str]:
        """The whole environment of the lab's Python programs."""
        return {
            **os.environ,
            **self.settings(settings),
            "FLASK_APP": APP_FACTORY,
            "PYTHONUNBUFFERED": "1",
            "TASKPILOT_LAB_DIR": str(lab_dir()),
            RUN_MARK: run,
        }


def _socket() -> Path:
    """Where the lab's webhook receiver listens: in its folder, or in /tmp where that has too long a path."""
    path = lab_dir() / "receiver.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.gettempdir(), f"taskpilot-{secrets.token_hex(8)}.sock")
