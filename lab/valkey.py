"""An embedded Valkey (Redis-compatible): append-only, noeviction, on 127.0.0.1."""

import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis

from lab.files import write_private
from lab.processes import RUN_MARK
from lab.service import Service, start_alone
from lab.unprivileged import Account

RECOVERY_TIMEOUT_S = 120.0
ANSWER_TIMEOUT_S = 1.0


@dataclass
class EmbeddedValkey:
    """A server under `home` on `port`, protected by a password; `service` describes it."""

    home: Path
    port: int
    program: Path
    account: Account

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "valkey.log"

    @property
    def url(self) -> str:
        """The URL of its database 0, password included."""
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def service(self, run: str = "") -> Service:
        """The server as a service; its folder and configuration are written. `run` marks its lab."""
        data, config = self.home / "valkey", self.home / "valkey.conf"
        text = (
            f"bind 127.0.0.1\nport {self.port}\nprotected-mode yes\nrequirepass {self._password()}\n"
            f'dir "{data}"\nappendonly yes\nappendfsync everysec\nsave ""\n'
            "maxmemory-policy noeviction\ndaemonize no\n"
        )
        with self.account.acting():
            data.mkdir(mode=0o700, exist_ok=True)
            write_private(config, text)
        return Service(
            name="redis",
            command=(str(self.program), str(config)),
            log=self.log,
            environment={"PATH": "/usr/bin:/bin", RUN_MARK: run},
            cwd=self.home,
            port=self.port,
            url=self.url,
            ready=lambda _pid: answers(self.url),
            account=self.account,
            start_timeout_s=RECOVERY_TIMEOUT_S,
            stop_timeout_s=RECOVERY_TIMEOUT_S,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; ServiceFailed where it does not."""
        return start_alone(self.service())

    def _password(self) -> str:
        path = self.home / "valkey.password"
        with self.account.acting():
            if not path.exists():
                write_private(path, secrets.token_urlsafe(18))
            return path.read_text()


def answers(url: str) -> bool:
    """Whether a Redis takes commands (while it loads its data it does not)."""
    client = redis.Redis.from_url(
        url, socket_connect_timeout=ANSWER_TIMEOUT_S, socket_timeout=ANSWER_TIMEOUT_S, retry=None
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
