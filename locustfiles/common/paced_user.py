"""A closed user on an absolute schedule: a round is due every so often, and none is forgotten.

Where a round takes longer than the period, the next ones come at once until the schedule is caught up; what
had to wait is seen in the rows `GET due`.
"""

import time
from typing import Any

from locust.env import Environment

from locustfiles.common.exchange import Call
from locustfiles.common.latency import since_due
from locustfiles.common.member import Member
from locustfiles.common.think_time import think


class PacedUser(Member):
    """Rounds `period_s` seconds apart, times the persona's think-time factor."""

    abstract = True
    period_s = 5.0

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._due = 0.0

    def on_start(self) -> None:
        """The first round is due when the user has become somebody."""
        super().on_start()
        self._due = time.perf_counter()

    def wait_time(self) -> float:
        """Wait for the next due moment, counted from the last one and not from now."""
        if self._pause_s is not None:
            return super().wait_time()
        self._due += self.period_s * think.factor(self.persona)
        return max(0.0, self._due - time.perf_counter())

    def call_due(self, call: Call) -> Any:
        """A checked request whose response time since the round was due has a row of its own."""
        with since_due(self.environment, self.persona, call.method, call.name, self._due):
            return self.call(call)
