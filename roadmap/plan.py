"""Which way each change is to run: as scripted, all clean, or drawn.

A drawn plan gives each engineer a chance in proportion to their error rate (for small rates; at 1 every
change that can go wrong does), or the rate that was set for this engineer. A draw depends on the seed and the
change's name alone, so it stays the same whichever days are played, and when changes are added.
"""

import random
from dataclasses import dataclass
from typing import Literal

from roadmap.catalogue import Revision
from roadmap.change import CLEAN, FLAWED, Variant
from roadmap.engineers import MEAN_ERROR_RATE, Engineer
from webapp.refusal import Refusal

DEFAULT_SEED = 42


class BadPlan(Refusal):
    """Options that do not make a plan."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A way for each change."""

    mode: Literal["scripted", "control", "drawn"] = "scripted"
    seed: int = DEFAULT_SEED
    error_rate: float = 0.0
    own_rates: tuple[tuple[str, float], ...] = ()

    def way(self, revision: Revision) -> Variant:
        """The way that a change is to run."""
        if FLAWED not in revision.change.variants or self.mode == "control":
            return CLEAN
        if self.mode == "scripted":
            return revision.change.script
        engineer = revision.change.engineer
        rate = dict(self.own_rates).get(engineer.name, chance(self.error_rate, engineer))
        draw = random.Random(f"{self.seed}:{revision.id}").random()
        return FLAWED if draw < rate else CLEAN

    def __str__(self) -> str:
        if self.mode != "drawn":
            return self.mode
        own = [f"{name}={rate:g}" for name, rate in self.own_rates]
        return ":".join(["drawn", str(self.seed), f"{self.error_rate:g}", *own])


SCRIPTED = Plan()
CONTROL = Plan("control")
EVERY_MISTAKE = Plan("drawn", error_rate=1.0)


def chance(error_rate: float, engineer: Engineer) -> float:
    """An engineer's chance of a flawed change at an overall rate: 0 at 0, 1 at 1, in proportion between."""
    return float(1 - (1 - error_rate) ** (engineer.error_rate / MEAN_ERROR_RATE))


def plan_from(control: bool, error_rate: float | None, seed: int = DEFAULT_SEED) -> Plan:
    """The plan that a command's options name; BadPlan where they contradict each other."""
    if control and error_rate is not None:
        raise BadPlan("--control runs no mistakes and --error-rate draws them; give one of the two")
    if control:
        return CONTROL
    return SCRIPTED if error_rate is None else Plan("drawn", seed, error_rate)


def read_plan(stored: str) -> Plan:
    """The plan that `str(plan)` wrote."""
    mode, *rest = stored.split(":")
    if mode != "drawn":
        return CONTROL if mode == "control" else SCRIPTED
    own = (part.split("=") for part in rest[2:])
    return Plan("drawn", int(rest[0]), float(rest[1]), tuple((name, float(rate)) for name, rate in own))
