"""Soak: the same load for hours. Shows what grows: bloat, memory, the time of a statement.

At the end the 95th percentile of the first tenth is set beside that of the last.
"""

from locustfiles.common.curve import Curve, Knob
from locustfiles.common.curves import hill
from locustfiles.common.named import is_named
from locustfiles.common.steps import drift


class Soak(Curve):
    """-u users for 8 hours, after a minute's way up."""

    abstract = not is_named(__file__)
    knobs = (
        Knob("--warm-up", "1m", "how long it goes up"),
        Knob("--hold", "8h", "how long it stays"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._p95_ms: list[float] = []

    def users_at(self, seconds: float) -> float | None:
        warm_up, hold = self.knob("warm_up"), self.knob("hold")
        if self.runner is not None and warm_up < seconds < warm_up + hold:
            current = self.runner.stats.total.get_current_response_time_percentile(0.95)
            self._p95_ms.append(float(current or 0))
        return hill(seconds, 1, self.peak, warm_up, hold, 0)

    def findings(self) -> list[str]:
        """What the run has shown."""
        first, last = drift(self._p95_ms)
        return [f"p95 was {first:.0f} ms in the first tenth and {last:.0f} ms in the last"]
