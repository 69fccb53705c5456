"""How a run without a web page ends: nobody starts anything new, what is under way is waited for, then quit.

In place of Locust's own timer for --run-time, which stops at once and gives the workers half a second for
their last reports: of 70 requests sent, 48 were counted.
"""

import logging
from typing import Any

import gevent
from locust.env import Environment
from locust.event import Events
from locust.runners import WORKER_REPORT_INTERVAL, MasterRunner, Runner, WorkerRunner

STOP_RATE_PER_S = 100.0
GRACE_S = 10.0
POLL_S = 0.1
NO_LIMIT = "No run time limit set"

log = logging.getLogger(__name__)


def end_softly(events: Events) -> None:
    """Take over --run-time where no web page is there to stop the test."""
    events.init.add_listener(_take_over)


def _take_over(environment: Environment, runner: Runner, **_: Any) -> None:
    options = environment.parsed_options
    if options is None or not options.headless or isinstance(runner, WorkerRunner):
        return
    run_time_s, options.run_time = options.run_time, None
    if not run_time_s or environment.shape_class is not None:
        return
    log.info("The run ends after %d seconds", run_time_s)
    logging.getLogger("locust.main").addFilter(lambda record: not str(record.msg).startswith(NO_LIMIT))

    def begin(**_: Any) -> None:
        environment.events.test_start.remove_listener(begin)
        gevent.spawn_later(run_time_s, _end, environment, runner, run_time_s)

    environment.events.test_start.add_listener(begin)


def _end(environment: Environment, runner: Runner, run_time_s: int) -> None:
    environment.reset_stats = False
    log.info("The run time is over; waiting for what is under way")
    gevent.spawn(runner.start, 0, STOP_RATE_PER_S)
    wait_until_idle(environment, runner)
    if environment.parsed_options is not None:
        environment.parsed_options.run_time = run_time_s
    runner.quit()


def wait_until_idle(environment: Environment, runner: Runner) -> None:
    """Until no user is left and the workers' last reports are here, or the stop timeout is long over."""
    with gevent.Timeout(environment.stop_timeout + GRACE_S, False):
        while runner.user_count:
            gevent.sleep(POLL_S)
    if isinstance(runner, MasterRunner):
        gevent.sleep(WORKER_REPORT_INTERVAL + 0.5)
