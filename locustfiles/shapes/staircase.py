"""Staircase: more users step by step until a limit breaks. Finds the knee, and says how many users hold.

A step is judged by the gates --max-p95 and --max-errors, on its own requests only; the first half of a step
is for settling.
"""

from locustfiles.common.curve import Curve, Knob
from locustfiles.common.named import is_named
from locustfiles.common.steps import Step, most_users_that_hold


class Staircase(Curve):
    """20 users, 20 more every minute, up to -u; over when a step breaks a limit."""

    abstract = not is_named(__file__)
    knobs = (
        Knob("--step-users", "20", "users of the first step, and added by each"),
        Knob("--step-time", "1m", "how long a step takes"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._counted = (0, 0)

    def users_at(self, seconds: float) -> float | None:
        length, size = self.knob("step_time"), self.knob("step_users")
        step, within = divmod(seconds, length)
        if within < length / 2:
            self._close(int(step) - 1)
        users = size * (int(step) + 1)
        if self._broken() or users - size >= self.peak:
            return None
        return min(users, self.peak)

    def reset_time(self) -> None:
        """Start over."""
        super().reset_time()
        self._steps, self._counted = [], (0, 0)

    def findings(self) -> list[str]:
        """The knee."""
        held = most_users_that_hold(self._steps, *self._limits())
        steps = [
            f"{step.users} users: p95 {step.p95:.0f} ms, {step.failures} of {step.requests} requests failed"
            for step in self._steps
        ]
        if not held:
            return [*steps, "no step held the limits"]
        more = "" if self._broken() else "; no step broke a limit, so more may hold"
        return [*steps, f"the most users that hold: {held}{more}"]

    def verdict(self) -> bool:
        """Whether any step kept the limits; the last one was meant to break them."""
        return most_users_that_hold(self._steps, *self._limits()) > 0

    def _limits(self) -> tuple[float, float]:
        return self._option("max_p95"), self._option("max_errors")

    def _broken(self) -> bool:
        return any(not step.holds(*self._limits()) for step in self._steps)

    def _close(self, number: int) -> None:
        """Judge a step that is over, once."""
        if self.runner is None or number != len(self._steps):
            return
        total = self.runner.stats.total
        before, self._counted = self._counted, (total.num_requests, total.num_failures)
        requests, failures = self._counted[0] - before[0], self._counted[1] - before[1]
        users = min(self.knob("step_users") * (number + 1), self.peak)
        p95 = float(total.get_current_response_time_percentile(0.95) or 0)
        self._steps.append(Step(users, requests, failures, p95))
