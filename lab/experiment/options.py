"""What a run was asked for, and how the manifest keeps it."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from lab.experiment.refused import RunRefused
from roadmap.catalogue import last_day
from roadmap.plan import Plan, plan_from

DAYS = re.compile(r"(\d+)(?:-(\d+))?")
HOOK = re.compile(r"([a-z][a-z0-9_-]*)=(.+)", re.DOTALL)
UNNAMED_HOOK = "hook"
UNHURRIED_MINUTES = 2.0


@dataclass(frozen=True)
class Hook:
    """A command that is run at the end of each day; its reports go to `tools/NAME/day-NN`."""

    name: str
    command: str


@dataclass(frozen=True)
class Options:
    """A run's options; `hooks` are as they were typed, NAME=COMMAND or COMMAND."""

    first: int
    last: int
    minutes_per_day: float
    users: int
    scale: float
    seed: int
    control: bool
    error_rate: float | None
    hooks: tuple[str, ...] = ()
    hook_timeout_s: float = 600.0

    @property
    def days(self) -> range:
        """The days to play."""
        return range(self.first, self.last + 1)

    @property
    def plan(self) -> Plan:
        """Which way each change is to run."""
        return plan_from(self.control, self.error_rate, self.seed)

    @property
    def think_time(self) -> float:
        """The factor of people's pauses: a short day holds as many of their rounds as one of two minutes."""
        return min(1.0, self.minutes_per_day / UNHURRIED_MINUTES)

    @property
    def tool_hooks(self) -> list[Hook]:
        """The hooks with their names; RunRefused where two have the same."""
        found = [_hook(given) for given in self.hooks]
        names = [hook.name for hook in found]
        for name in names:
            if names.count(name) > 1:
                raise RunRefused(f"two tool hooks are called {name!r}; name each: --tool-hook NAME=COMMAND")
        return found

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, words: dict[str, Any]) -> "Options":
        """What `as_json` wrote."""
        return cls(**{**words, "hooks": tuple(words["hooks"])})


def day_range(given: str) -> tuple[int, int]:
    """The first and the last day of `A-B` or `A`; RunRefused where the roadmap has no such days."""
    match = DAYS.fullmatch(given.strip())
    if match is None:
        raise RunRefused(f"days {given!r} are no range; write --days 1-10 or --days 7")
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        raise RunRefused(f"days {given} run backwards; write --days {last}-{first}")
    if first < 1 or last > last_day():
        raise RunRefused(
            f"days {given} are not all of the roadmap's days (1 to {last_day()}); "
            "'flask roadmap list' shows them"
        )
    return first, last


def _hook(given: str) -> Hook:
    match = HOOK.fullmatch(given)
    name, command = (match[1], match[2]) if match else (UNNAMED_HOOK, given)
    if name == "inspect":
        raise RunRefused("a tool hook cannot be called 'inspect': the run keeps its own findings there")
    return Hook(name, command)
