"""What a running lab's processes hold, second by second: memory, files, threads, connections.

Memory is a process's own and its programs' pages (RssAnon + RssFile), in MB: PostgreSQL's shared buffers, and
the pages that web processes count into, belong to nobody in particular and fill up to a fixed size.
"""

import statistics
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil

DAY_S = 86_400.0


class Held(NamedTuple):
    """What one process holds at a moment (seconds since the watch began)."""

    at: float
    memory_mb: float
    files: int
    threads: int
    connections: int


@dataclass
class Watch:
    """The samples of each service's processes, by service and process id."""

    began: float = field(default_factory=time.monotonic)
    seen: dict[str, dict[int, list[Held]]] = field(default_factory=dict)

    def look(self, services: Mapping[str, int]) -> None:
        """Take a sample of every process under these (name and process id of each service)."""
        for name, pid in services.items():
            with suppress(psutil.NoSuchProcess):
                leader = psutil.Process(pid)
                self.look_at(name, leader, *leader.children(recursive=True))

    def look_at(self, name: str, *processes: psutil.Process) -> None:
        """Take a sample of these processes of a service."""
        at = time.monotonic() - self.began
        for process in processes:
            with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                self.seen.setdefault(name, {}).setdefault(process.pid, []).append(held(at, process))

    def since(self, share: float) -> "Watch":
        """The samples without those of the first `share` of the time, the warm-up."""
        last = max((one.at for _, _, samples in self.lasting(0) for one in samples), default=0.0)
        kept = {
            name: {pid: [one for one in samples if one.at >= share * last] for pid, samples in found.items()}
            for name, found in self.seen.items()
        }
        return Watch(self.began, kept)

    def lasting(self, share: float = 0.9) -> Iterable[tuple[str, int, list[Held]]]:
        """Service, process id and samples of the processes that were there nearly all the time.

        A job's own process is gone after a second, and says nothing of what grows.
        """
        for name, found in self.seen.items():
            most = max(map(len, found.values()))
            for pid, samples in found.items():
                if len(samples) >= max(2, share * most):
                    yield name, pid, samples


def held(at: float, process: psutil.Process) -> Held:
    """What a process holds now."""
    with process.oneshot():
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines if ":" in line)
        kilobytes = sum(int(fields.get(name, "0 kB").split()[0]) for name in ("RssAnon", "RssFile"))
        connections = [one for one in process.net_connections("inet") if one.status != "LISTEN"]
        return Held(at, kilobytes / 1024, process.num_fds(), process.num_threads(), len(connections))


def slope_per_day(samples: list[Held]) -> float:
    """MB a day by which a process grows: the least-squares line through its samples."""
    if len(samples) < 3:
        return 0.0
    line = statistics.linear_regression([one.at for one in samples], [one.memory_mb for one in samples])
    return line.slope * DAY_S
