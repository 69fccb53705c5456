"""Spike: calm, then everybody at once. Shows queues, pools that run dry, and how fast it recovers."""

from locustfiles.common.curve import Curve, Knob
from locustfiles.common.curves import spikes
from locustfiles.common.named import is_named


class Spike(Curve):
    """A fifth of -u users, then all of them for a minute, three times."""

    abstract = not is_named(__file__)
    knobs = (
        Knob("--calm-percent", "20", "users between the spikes, in percent of -u"),
        Knob("--calm", "2m", "how long it is calm"),
        Knob("--spike", "1m", "how long a spike lasts"),
        Knob("--spikes", "3", "how many spikes"),
    )

    def users_at(self, seconds: float) -> float | None:
        low = self.peak * self.knob("calm_percent") / 100
        times = (self.knob("calm"), self.knob("spike"))
        return spikes(seconds, low, self.peak, *times, count=self.knob("spikes"))
