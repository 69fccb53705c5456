"""A service: the program to run, where it answers, when it is ready and how it stops.

Plain data, so that the supervisor knows no service by name and a test can supervise `sleep`.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from lab.disk import shortage
from lab.processes import spawn, stop_tree
from lab.unprivileged import Account
from webapp.refusal import Refusal

POLL_S = 0.02
TAIL_LINES = 12
LONGEST_LOG_BYTES = 10_000_000
NO_ROOM = ("No space left on device", "Disk quota exceeded")


class ServiceFailed(Refusal):
    """A service could not be started or kept up; the message ends with its log's last lines."""


def _at_once(_pid: int) -> bool:
    return True


def _by_nobody() -> bool:
    return False


@dataclass(frozen=True)
class Service:
    """What the supervisor needs to know of a service; `ready` is asked with the process' id.

    It starts after the services that it `needs`, when its `port` is free and nobody has it `held` down, and
    stops before them and before those of `stops_before`.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]
    cwd: Path
    port: int | None = None
    url: str | None = None
    ready: Callable[[int], bool] = _at_once
    once_ready: Callable[[], None] | None = None
    held: Callable[[], bool] = _by_nobody
    needs: tuple[str, ...] = ()
    stops_before: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    stop_signal: signal.Signals = signal.SIGTERM
    start_timeout_s: float = 60.0
    stop_timeout_s: float = 10.0

    def spawn(self) -> Popen[bytes]:
        """Start the program; it is told to stop when the thread that called this ends."""
        return spawn(
            self.command, log=self.log, environment=self.environment, cwd=self.cwd,
            account=self.account, stop_signal=self.stop_signal,
        )  # fmt: skip

    def stop(self, process: Popen[bytes]) -> None:
        """Stop the program and all it started: by its signal, then, after its time, by force."""
        stop_tree(process, self.stop_signal, self.stop_timeout_s)

    def turn_log(self) -> None:
        """Move a log that has grown long aside; the one before it goes."""
        with self.account.acting():
            if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))

    def shorten_log(self) -> bool:
        """Do the same while the program runs, which goes on in the emptied file; True where it was done."""
        with self.account.acting():
            if not self.log.exists() or self.log.stat().st_size <= LONGEST_LOG_BYTES:
                return False
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)
            return True

    def log_size(self) -> int:
        """Bytes in the log now."""
        with self.account.acting():
            return self.log.stat().st_size if self.log.exists() else 0

    def log_tail(self, since: int = 0) -> str:
        """The log's last lines after byte `since`."""
        if self.log_size() == 0:
            return ""
        with self.account.acting(), self.log.open("rb") as log:
            log.seek(since)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-TAIL_LINES:])

    def shortage(self, since: int = 0) -> str | None:
        """Why it may have found no room on its disk, in words; `since` as for `log_tail`.

        The disk is asked as well: a log that is on it cannot say so.
        """
        said = self.log_tail(since)
        if any(words in said for words in NO_ROOM):
            return shortage(self.log.parent) or f"the disk of {self.log.parent} had no room for it"
        return shortage(self.log.parent)


def start_alone(service: Service) -> Popen[bytes]:
    """Start one service and wait until it is ready; ServiceFailed where it does not get there."""
    since = service.log_size()
    process = service.spawn()
    deadline = time.monotonic() + service.start_timeout_s
    while not service.ready(process.pid):
        if process.poll() is not None:
            raise ServiceFailed(f"{service.name} {ending(process)}:\n{service.log_tail(since)}")
        if time.monotonic() > deadline:
            service.stop(process)
            raise ServiceFailed(overdue(service, since))
        time.sleep(POLL_S)
    return process


def ending(process: Popen[bytes]) -> str:
    """How a process ended, as the rest of a sentence."""
    code = process.returncode
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def overdue(service: Service, since: int) -> str:
    """What to say of a service that was not ready in its time."""
    return f"{service.name} was not ready in {service.start_timeout_s:.0f} s:\n{service.log_tail(since)}"
