"""The open model: one user is one stream of arrivals at a fixed rate, whatever the server does.

Ten requests a second are ten users at one a second, so that the dispatcher spreads, dials and re-spreads the
rate like any other count of users. Requests run beside each other; a slow server makes more of them overlap,
not fewer arrive.
"""

import random
import time
from typing import Any

import gevent
from gevent.pool import Pool
from locust import task
from locust.env import Environment
from locust.exception import CatchResponseError, RescheduleTask

from locustfiles.common.exchange import Call
from locustfiles.common.feature_user import FeatureUser
from locustfiles.common.latency import since_due

MOST_IN_FLIGHT = 60


class OpenUser(FeatureUser):
    """A stream of `rate_per_s` arrivals; subclasses say what one arrival does in `arrive`."""

    abstract = True
    rate_per_s = 1.0
    concurrency = MOST_IN_FLIGHT

    @classmethod
    def pace_per_s(cls, think_time_factor: float) -> float:  # noqa: ARG003
        """The rate of arrivals: there is nobody to think."""
        return cls.rate_per_s

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._in_flight = Pool(MOST_IN_FLIGHT)
        self._due = 0.0

    def on_start(self) -> None:
        """Begin anywhere within the first period, so that streams do not march in step."""
        self._due = time.perf_counter() + random.random() / self.rate_per_s
        self._sleep_until_due()

    def arrive(self, due: float) -> None:
        """One arrival, due at a moment of time.perf_counter()."""
        raise NotImplementedError

    @task
    def next_arrival(self) -> None:
        """Let one arrival loose, never waiting for it."""
        if self._in_flight.full():
            self._drop()
        else:
            self._in_flight.spawn(self._one, self._due)
        self._due += 1 / self.rate_per_s

    def wait_time(self) -> float:
        """The time to the next due moment of an absolute schedule: nothing is forgotten, nothing drifts."""
        return max(0.0, self._due - time.perf_counter())

    def on_stop(self) -> None:
        """Let what is under way finish within the stop timeout."""
        try:
            self._in_flight.join(timeout=self.environment.stop_timeout or 0)
        finally:
            self._in_flight.kill(block=True)
            super().on_stop()

    def call_due(self, call: Call, due: float) -> Any:
        """A checked request that was due at a moment; its response time since then has a row of its own."""
        with since_due(self.environment, self.persona, call.method, call.name, due):
            return self.call(call)

    def _sleep_until_due(self) -> None:
        gevent.sleep(self.wait_time())

    def _one(self, due: float) -> None:
        try:
            self.arrive(due)
        except RescheduleTask:
            return
        except Exception as error:  # noqa: BLE001 - as Locust does for what a user raises in a task
            self.environment.events.user_error.fire(
                user_instance=self, exception=error, tb=error.__traceback__
            )

    def _drop(self) -> None:
        self.environment.events.request.fire(
            request_type="DROP",
            name="arrival not sent",
            response_time=None,
            response_length=0,
            exception=CatchResponseError(f"{MOST_IN_FLIGHT} requests of one stream are unanswered"),
            context=self.context(),
        )
