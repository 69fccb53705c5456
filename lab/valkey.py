"""An embedded Valkey (Redis-compatible): append-only, noeviction, on 127.0.0.1."""

import os
import secrets
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from lab.unprivileged import Account
from webapp.refusal import Refusal

READY_TIMEOUT_S = 15.0


class ValkeyFailed(Refusal):
    """Valkey could not be started; the message ends with its log's last lines."""


@dataclass
class EmbeddedValkey:
    """A server under `home` on `port`, protected by a password; `start` gives a process."""

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

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; ValkeyFailed where it does not."""
        data = self.home / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        self.account.own(data)
        config = self.home / "valkey.conf"
        config.write_text(
            f"bind 127.0.0.1\nport {self.port}\nprotected-mode yes\nrequirepass {self._password()}\n"
            f"dir {data}\nappendonly yes\nappendfsync everysec\nsave ''\n"
            "maxmemory-policy noeviction\ndaemonize no\n"
        )
        config.chmod(0o600)
        self.account.own(config)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(self.program), str(config)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.home, start_new_session=True, **self.account.popen_options(),
            )  # fmt: skip
        self.account.own(self.log)
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise ValkeyFailed(f"Valkey did not start:\n{self.log_tail()}")
            time.sleep(0.01)
        return process

    def answers(self) -> bool:
        """Whether it takes commands."""
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1, retry=None)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def log_tail(self, lines: int = 12) -> str:
        """The log's last lines."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _password(self) -> str:
        path = self.home / "valkey.password"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(18))
        return path.read_text()
