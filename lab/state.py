"""What a running lab writes down: who supervises it, its services, and the addresses for other commands.

A lock that the kernel releases tells whether the lab runs, so a file left by a crash misleads nobody.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lab.files import write_private
from lab.processes import Identity
from webapp.paths import lab_dir, services_env
from webapp.refusal import Refusal

Entries = dict[str, dict[str, Any]]


class LabRuns(Refusal):
    """A lab holds the lock."""

    def __init__(self) -> None:
        super().__init__("the lab is running; 'flask lab down' stops it, 'flask lab status' shows it")


@dataclass(frozen=True)
class LabState:
    """The lab as written down; `run` is the mark that its processes carry, `ready` whether all once was."""

    supervisor: Identity
    run: str
    ready: bool
    services: Entries
    processes: Mapping[str, Identity]

    @property
    def experiment(self) -> str | None:
        """The run that holds the lab's PostgreSQL and nothing else of it; None where this is a lab."""
        return self.services.get("postgres", {}).get("experiment")

    def write(self) -> None:
        """Replace the file."""
        document = {
            "supervisor": asdict(self.supervisor),
            "run": self.run,
            "ready": self.ready,
            "services": self.services,
            "processes": {name: asdict(process) for name, process in self.processes.items()},
        }
        write_private(_path(), json.dumps(document, indent=1))


def read_state() -> LabState | None:
    """The state as last written, by a lab that runs or by one that crashed; None where there is none."""
    try:
        document = json.loads(_path().read_text())
    except FileNotFoundError:
        return None
    return LabState(
        supervisor=Identity(**document["supervisor"]),
        run=document["run"],
        ready=document["ready"],
        services=document["services"],
        processes={name: Identity(**process) for name, process in document["processes"].items()},
    )


def forget() -> None:
    """Remove what a lab wrote down."""
    _path().unlink(missing_ok=True)
    services_env().unlink(missing_ok=True)


def write_services_env(values: Mapping[str, str]) -> None:
    """Name the services to `flask …` and `locust …` in other terminals."""
    lines = (f"{name}='{_quoted(value)}'\n" for name, value in values.items())
    write_private(services_env(), "".join(lines))


@contextmanager
def holding_the_lab() -> Iterator[None]:
    """Hold the lock that only one process may hold; LabRuns where another does."""
    descriptor = _open_lock()
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LabRuns from None
        yield
    finally:
        os.close(descriptor)


def running_lab() -> LabState | None:
    """The state of a lab whose supervisor lives; None where no lab runs."""
    state = read_state()
    return state if state is not None and state.supervisor.process() is not None else None


def _open_lock() -> int:
    path = _lock_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise Refusal(
            f"{path} may not be opened: the lab belongs to another user; "
            "run as that user, or set TASKPILOT_LAB_DIR to a folder of your own"
        ) from None


def _lock_path() -> Path:
    return lab_dir() / "lock"


def _path() -> Path:
    return lab_dir() / "state.json"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
