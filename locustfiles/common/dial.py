"""The dial: users and think time per persona, changed while a test runs.

All changes go through one greenlet slot, the web UI's own where there is one, because Locust's runner must
never be started twice at once.
"""

import logging
from collections.abc import Mapping

import gevent
from locust import User
from locust.dispatch import UsersDispatcher
from locust.env import Environment
from locust.runners import STATE_RUNNING, STATE_SPAWNING, MasterRunner, Runner, WorkerNode

from locustfiles.common.activity import running_users
from locustfiles.common.dispatcher import Helm, PersonaDispatcher, kinds_of
from locustfiles.common.plan import Kind, Plan
from locustfiles.common.presets import Preset, total_users
from locustfiles.common.think_time import think

THINK_MESSAGE = "taskpilot_think_time"
SETTLE_S = 0.2
DEFAULT_RATE_PER_S = 10.0

log = logging.getLogger(__name__)


class Dial:
    """The plan of one master (or of a single process), and its way to the workers."""

    def __init__(self, environment: Environment, runner: Runner) -> None:
        self.environment = environment
        self.runner = runner
        self.plan = Plan()
        self.helm = Helm()
        self.rate_per_s = DEFAULT_RATE_PER_S
        self._ramp: gevent.Greenlet | None = None
        environment.dispatcher_class = self._dispatcher  # type: ignore[assignment]

    @property
    def is_running(self) -> bool:
        """Whether a test runs."""
        return self.runner.state in (STATE_RUNNING, STATE_SPAWNING)

    def running(self) -> dict[str, int]:
        """Users per persona, as the workers report them."""
        counts = running_users(self.runner)
        return {name: counts.get(name, 0) for name in self.environment.user_classes_by_name}

    def wanted(self) -> dict[str, int]:
        """Users per persona, as planned: of the running test, or of the next one."""
        return self.plan.now(self._kinds())

    def turn_users(self, counts: Mapping[str, int]) -> None:
        """Want so many users of some personas: at once where a test runs, else from the next start."""
        total = self.plan.dial(counts, self._kinds())
        if self.is_running:
            self.ramp_to(total)

    def turn_think_time(self, factors: Mapping[str, float]) -> None:
        """Multiply the pauses of some personas, here and on every worker, later ones included."""
        merged = {**think.factors, **factors}
        think.turn(merged)
        if self.environment.parsed_options is not None:
            self.environment.parsed_options.think_factors = merged
        if isinstance(self.runner, MasterRunner):
            self.runner.send_message(THINK_MESSAGE, merged)

    def start(self) -> None:
        """Start what is planned."""
        self.ramp_to(sum(self.wanted().values()))

    def begin(self, preset: Preset) -> None:
        """Start a preset, or turn the running test into it; it stops when the preset's time is over."""
        kinds = self._kinds()
        self.plan.forget()
        self.ramp_to(total_users(preset, [kind.fixed for kind in kinds]))
        self._stop_after(preset.run_time_s)

    def stop(self) -> None:
        """Stop the test, and whatever ramp or timer belongs to it."""
        self._let_go()
        self._cancel_timer()
        self.runner.stop()

    def defaults(self) -> None:
        """Forget what was dialled: fixed counts, think times of the command line, no flexible users."""
        self.plan.forget()
        factor = self.environment.parsed_options.think_time if self.environment.parsed_options else 1.0
        self.turn_think_time(dict.fromkeys(self.environment.user_classes_by_name, factor))
        if self.is_running:
            self.start()

    def _kinds(self) -> list[Kind]:
        return kinds_of(self.environment.user_classes)

    def ramp_to(self, total: int) -> None:
        """Ramp to a total from wherever it is, in place of a ramp that is under way."""
        self._let_go()
        if self.is_running:
            self.environment.reset_stats = False
        ramp = gevent.spawn(self.runner.start, total, self.rate_per_s)
        if self.environment.web_ui:
            self.environment.web_ui._swarm_greenlet = ramp
        else:
            self._ramp = ramp

    def _let_go(self) -> None:
        web_ui = self.environment.web_ui
        under_way = web_ui._swarm_greenlet if web_ui else self._ramp
        if under_way is not None:
            under_way.kill(block=True)

    def _cancel_timer(self) -> None:
        if self.environment.web_ui:
            self.environment.web_ui._cancel_run_time_timer()

    def _stop_after(self, seconds: int) -> None:
        web_ui = self.environment.web_ui
        if web_ui:
            web_ui._cancel_run_time_timer()
            web_ui._run_time_greenlet = gevent.spawn_later(seconds, web_ui._stop_runners)

    def _dispatcher(self, worker_nodes: list[WorkerNode], user_classes: list[type[User]]) -> UsersDispatcher:
        return PersonaDispatcher(worker_nodes, user_classes, self.plan, self.helm, self._workers_changed)

    def _workers_changed(self) -> None:
        gevent.spawn_later(SETTLE_S, self._spread_again)

    def _spread_again(self) -> None:
        if self.is_running:
            log.info("The workers changed; spreading %d users again", self.runner.target_user_count)
            self.ramp_to(self.runner.target_user_count)
