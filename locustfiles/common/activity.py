"""What each persona ought to have done: its users, second by second, times the pace of one of them."""

import time
from typing import Any

import gevent
from locust.env import Environment
from locust.event import Events
from locust.runners import STATE_RUNNING, STATE_SPAWNING, MasterRunner, Runner, WorkerRunner

from locustfiles.common.pace import Pace
from locustfiles.common.think_time import think

PERIOD_S = 1.0


class ExpectedActivity:
    """Requests to expect of each persona, and rounds, summed up while the test runs."""

    def __init__(self) -> None:
        self.requests: dict[str, float] = {}
        self.rounds: dict[str, float] = {}
        self._watch: gevent.Greenlet | None = None

    def add(self, persona: type[Pace], users: int, seconds: float) -> None:
        """So many users have been there for so long."""
        name = persona.__name__
        expected = users * seconds * persona.pace_per_s(think.factor(name))
        self.requests[name] = self.requests.get(name, 0.0) + expected
        self.rounds[name] = self.requests[name] / persona.round_requests

    def begin(self, environment: Environment, runner: Runner) -> None:
        """Start over."""
        if self._watch is not None:
            self._watch.kill(block=False)
        self.requests, self.rounds = {}, {}
        self._watch = gevent.spawn_later(PERIOD_S, self._add_up, environment, runner)

    def _add_up(self, environment: Environment, runner: Runner) -> None:
        before = time.monotonic() - PERIOD_S
        while runner.state in (STATE_RUNNING, STATE_SPAWNING):
            now = time.monotonic()
            for persona, users in running_personas(environment, runner).items():
                self.add(persona, users, now - before)
            before = now
            gevent.sleep(PERIOD_S)


def running_users(runner: Runner) -> dict[str, int]:
    """Users per persona, as the workers report them."""
    return (
        runner.reported_user_classes_count if isinstance(runner, MasterRunner) else runner.user_classes_count
    )


def running_personas(environment: Environment, runner: Runner) -> dict[type[Pace], int]:
    """The personas with the number of users that the workers report."""
    counts = running_users(runner)
    return {c: counts.get(c.__name__, 0) for c in environment.user_classes if issubclass(c, Pace)}


expected_activity = ExpectedActivity()


def expect_activity(events: Events) -> None:
    """Watch every test."""

    def begin(environment: Environment, **_: Any) -> None:
        runner = environment.runner
        if runner is not None and not isinstance(runner, WorkerRunner):
            expected_activity.begin(environment, runner)

    events.test_start.add_listener(begin)
