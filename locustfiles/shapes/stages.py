"""Stages: up from ten users, a long plateau, down again. The load of the guide's standard test."""

from locustfiles.common.curve import Curve, Knob
from locustfiles.common.curves import hill
from locustfiles.common.named import is_named


class Stages(Curve):
    """10 to -u users over 5 minutes, 50 minutes there, down over 5 minutes."""

    abstract = not is_named(__file__)
    knobs = (
        Knob("--from-users", "10", "users at both ends"),
        Knob("--ramp-up", "5m", "how long it goes up"),
        Knob("--hold", "50m", "how long it stays"),
        Knob("--ramp-down", "5m", "how long it goes down"),
    )

    def users_at(self, seconds: float) -> float | None:
        low = min(self.knob("from_users"), self.peak)
        times = (self.knob("ramp_up"), self.knob("hold"), self.knob("ramp_down"))
        return hill(seconds, low, self.peak, *times)
