"""Real labs for tests: `flask lab …` in a folder and on ports of their own."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from lab.ports import is_free
from lab.unprivileged import purge_home
from webapp.paths import ROOT

from .conftest import wait_for

START_TIMEOUT_S = 120
PORTS = tuple(f"TASKPILOT_{name}_PORT" for name in ("PG", "REPLICA", "REDIS", "WEB", "LOCUST"))


def free_port() -> int:
    """A port that is free and that the system gives to no client's connection."""
    return next(port for port in iter(lambda: random.randrange(20_000, 32_000), 0) if is_free(port))


class Lab:
    """One lab; `settings` are further environment variables."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in PORTS}
        self._elsewhere = os.environ | {"TASKPILOT_LAB_DIR": str(folder), "WEB_CONCURRENCY": "1"}
        self._here = self._elsewhere | {name: str(port) for name, port in self.ports.items()} | settings

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `flask lab …`, by the door that loads nothing else."""
        return self._run(self._here, "lab", *arguments)

    def in_another_terminal(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `flask …` where none of the lab's settings but its folder is known."""
        return self._run(self._elsewhere, "flask", *arguments)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        return self._here

    def beginning(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `flask …` in another terminal and go on at once."""
        return subprocess.Popen(
            [sys.executable, "-m", "flask", *arguments], env=self._elsewhere, cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @contextmanager
    def in_the_foreground(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start `flask lab up` as a terminal does, and go on as soon as its database runs."""
        with subprocess.Popen(
            [sys.executable, "-m", "flask", "lab", "up", "--scale", "0.001"],
            env=self._here, cwd=ROOT, stdout=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                state = self.folder / "state.json"
                wait_for(
                    lambda: state.exists() and json.loads(state.read_text())["processes"].get("postgres")
                )
                yield process
            finally:
                process.kill()

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        """The services of `flask lab status --json`."""
        services: dict[str, dict[str, Any]] = json.loads(self("status", "--json").stdout)["services"]
        return services

    @property
    def supervisor(self) -> psutil.Process:
        """The process that supervises."""
        state = json.loads((self.folder / "state.json").read_text())
        return psutil.Process(state["supervisor"]["pid"])

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all under it."""
        return [self.supervisor, *self.supervisor.children(recursive=True)]

    def end(self) -> None:
        """Stop and remove it, however the test went."""
        self("down")
        purge_home(self.folder)

    def _run(self, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments], env=environment, cwd=ROOT, check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START_TIMEOUT_S,
        )  # fmt: skip


@contextmanager
def a_lab(folder: Path, *options: str, **settings: str) -> Iterator[Lab]:
    """A running lab under `folder` with the least data, `options` those of `up`; gone after the block."""
    made = Lab(folder / ".lab", **settings)
    started = made("up", "--detach", "--scale", "0.001", *options)
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        yield made
    finally:
        made.end()
