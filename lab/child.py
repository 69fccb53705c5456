"""A service under supervision: its process, its state, and how often it died young."""

import time
from dataclasses import dataclass
from enum import StrEnum
from subprocess import Popen

from lab.service import Service, ending, overdue

QUICK_DEATH_S = 10.0
QUICK_DEATHS_ALLOWED = 5
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 8.0
RETRY_S = 0.25
ROOM_RETRY_S = 2.0


class State(StrEnum):
    """What a service is doing; EXTERNAL is a server of the user's own, which the lab only uses."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPED = "stopped"
    EXTERNAL = "external"


@dataclass
class Child:
    """One service and its process, if it has one now."""

    service: Service
    state: State = State.WAITING
    process: Popen[bytes] | None = None
    spawned_at: float = 0.0
    restart_at: float = 0.0
    quick_deaths: int = 0
    log_since: int = 0
    was_ready: bool = False
    port_waits: int = 0
    shortage: str | None = None

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process' id while it runs."""
        return self.process.pid if self.process is not None and self.alive else None

    @property
    def is_ready(self) -> bool:
        """Whether a starting service is ready now."""
        return self.process is not None and self.service.ready(self.process.pid)

    @property
    def is_overdue(self) -> bool:
        """Whether it had its time to get ready."""
        return time.monotonic() > self.spawned_at + self.service.start_timeout_s

    def spawn(self) -> None:
        """Start the program."""
        self.service.turn_log()
        self.log_since = self.service.log_size()
        self.process = self.service.spawn()
        self.spawned_at = time.monotonic()
        self.state = State.STARTING
        self.port_waits = 0

    def shorten_log(self) -> None:
        """Keep the log from growing for ever."""
        if self.service.shorten_log():
            self.log_since = 0

    def wait_for_port(self) -> None:
        """Try again a little later, and count how often."""
        self.port_waits += 1
        self.wait_a_little()

    def wait_a_little(self) -> None:
        """Try again a little later."""
        self.restart_at = time.monotonic() + RETRY_S

    def stop(self) -> None:
        """Stop the program and all under it."""
        if self.process is not None:
            self.service.stop(self.process)
        self.state = State.STOPPED

    def count_death(self, blameless: bool) -> float:
        """Note that the process is gone and return the seconds until the next try.

        Only a death within QUICK_DEATH_S of its start counts towards giving up, and none while a service
        that it needs is down (`blameless`) or while there is no room on a disk.
        """
        blameless = blameless or self.shortage is not None
        young = time.monotonic() - self.spawned_at < QUICK_DEATH_S or self.state is State.STARTING
        if not young:
            self.quick_deaths = 0
        elif not blameless:
            self.quick_deaths += 1
        delay = min(FIRST_DELAY_S * 2.0 ** max(0, self.quick_deaths - 1), LONGEST_DELAY_S)
        if self.shortage is not None:
            delay = max(delay, ROOM_RETRY_S)
        self.restart_at = time.monotonic() + delay
        self.state = State.RESTARTING
        return delay

    @property
    def is_hopeless(self) -> bool:
        """Whether it died young too often in a row."""
        return self.quick_deaths >= QUICK_DEATHS_ALLOWED

    def failure(self) -> str:
        """What happened to a dead or overdue process, with its log's last lines."""
        tail = self.service.log_tail(self.log_since)
        if self.process is None or self.process.returncode is None:
            return overdue(self.service, self.log_since)
        return f"{self.service.name} {ending(self.process)}" + (f":\n{tail}" if tail else "")
