"""A shape whose users follow a curve, with a knob on the command line for each of its figures.

At the end of the curve everybody is sent home and the workers' last reports are waited for, before Locust is
told that the shape is over; else the last answers would not be counted.
"""

import time
from typing import Any, NamedTuple

from locust import LoadTestShape, events
from locust.argument_parser import LocustArgumentParser
from locust.runners import WORKER_REPORT_INTERVAL, MasterRunner
from locust.util.timespan import parse_timespan

PEAK_USERS = 68
SPAWN_RATE_PER_S = 10.0
LAST_REPORTS_S = WORKER_REPORT_INTERVAL + 0.5


class Knob(NamedTuple):
    """A figure of a curve: an option, its default and what it is; times may be written as 90, 5m or 1h."""

    option: str
    default: str
    what: str

    @property
    def key(self) -> str:
        """Its name among the parsed options."""
        return self.option.lstrip("-").replace("-", "_")


class Curve(LoadTestShape):
    """The base of the shapes: -u is the peak, -r the rate of jumps."""

    abstract = True
    use_common_options = True
    knobs: tuple[Knob, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.abstract:
            events.init_command_line_parser.add_listener(cls._add_knobs)

    def __init__(self) -> None:
        super().__init__()
        self._idle_since: float | None = None

    @property
    def peak(self) -> int:
        """The users at the top."""
        return self._option("num_users") or PEAK_USERS

    def knob(self, key: str) -> int:
        """The value of a knob, times in seconds."""
        value: int = self._option(key)
        return value

    def users_at(self, seconds: float) -> float | None:
        """How many users at a moment; None after the end."""
        raise NotImplementedError

    def findings(self) -> list[str]:
        """Sentences on what the run has shown."""
        return []

    def verdict(self) -> bool | None:
        """Whether the run was good; None leaves that to the gates."""
        return None

    def reset_time(self) -> None:
        """Start over."""
        super().reset_time()
        self._idle_since = None

    def tick(self) -> tuple[int, float] | None:
        """What Locust asks every second."""
        users = self.users_at(self.get_run_time())
        rate: float = self._option("spawn_rate") or SPAWN_RATE_PER_S
        if users is not None:
            return max(1, round(users)), rate
        return None if self._all_is_counted() else (0, 100.0)

    def _all_is_counted(self) -> bool:
        if self.runner is None or self.runner.user_count:
            return False
        if not isinstance(self.runner, MasterRunner):
            return True
        self._idle_since = self._idle_since or time.monotonic()
        return time.monotonic() - self._idle_since > LAST_REPORTS_S

    def _option(self, key: str) -> Any:
        options = self.runner.environment.parsed_options if self.runner else None
        return getattr(options, key, None)

    @classmethod
    def _add_knobs(cls, parser: LocustArgumentParser, **_: Any) -> None:
        group = parser.add_argument_group(f"Shape {cls.__name__}")
        for knob in cls.knobs:
            group.add_argument(
                knob.option,
                type=parse_timespan,
                default=knob.default,
                metavar="VALUE",
                help=f"{knob.what}. Default: {knob.default}",
            )
