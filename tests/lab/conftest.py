"""A lab folder of each test's own, and supervisors over shell commands."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

DRIVER = Path(__file__).with_name("supervised.py")
DEADLINE_S = 60.0


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Whether no process with this id runs."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


class Supervised:
    """A supervisor in a process of its own, and what it said so far."""

    def __init__(self, folder: Path, services: tuple[str, ...], ignoring: signal.Signals | None) -> None:
        self.folder = folder
        self._output = folder / "said"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(DRIVER), str(folder), *services],
                stdout=output, stderr=output, start_new_session=True,
                preexec_fn=ignoring and (lambda: signal.signal(ignoring, signal.SIG_IGN)),
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self._output.read_text()

    def wait_until_said(self, words: str) -> None:
        wait_for(lambda: words in self.said or self.process.poll() is not None)
        assert words in self.said, self.said

    def pid_of(self, service: str) -> int:
        """The last process id that the supervisor named for a service."""
        return int(re.findall(rf"\b{service}:\w+:(\d+)", self.said)[-1])

    def pid_written(self, name: str) -> int:
        """A process id that a service's command wrote into its folder."""
        path = self.folder / name
        wait_for(lambda: path.exists() and path.read_text().strip())
        return int(path.read_text())

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(DEADLINE_S)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.wait()


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., Supervised]]:
    """A function that supervises `NAME=COMMAND …`; the named services in `ready` are ready at once."""
    made: list[Supervised] = []

    def start(
        *services: str, ready: tuple[str, ...] = (), ignoring: signal.Signals | None = None
    ) -> Supervised:
        for name in ready:
            (tmp_path / f"{name}.ready").touch()
        made.append(Supervised(tmp_path, services, ignoring))
        return made[-1]

    yield start
    for supervised in made:
        if supervised.process.poll() is None:
            supervised.end()
