"""A headless run of Locust against a stub, which a test looks at when it is over.

Most of a run's time is spent waiting, so all runs that the collected tests want begin together, a few at a
time, while the tests with a web UI go on.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Scenario:
    """What to run against a stub of which mode; `{out}` in an argument is a folder of the run's own."""

    arguments: tuple[str, ...]
    mode: str = "ok"
    delay_s: float = 2.0
    environment: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Run:
    """What a scenario has left."""

    finished: Any
    out: Path
    seen: Any

    @property
    def exit_code(self) -> int:
        """Locust's."""
        return int(self.finished.exit_code)

    @property
    def output(self) -> str:
        """All that it printed."""
        return str(self.finished.output)

    def summary(self) -> Any:
        """What --json printed."""
        return self.finished.summary()


def scenario(
    *arguments: str, mode: str = "ok", delay_s: float = 2.0, **environment: str
) -> pytest.MarkDecorator:
    """Mark a test that wants the run of a scenario."""
    return pytest.mark.scenario(Scenario(arguments, mode, delay_s, tuple(environment.items())))
