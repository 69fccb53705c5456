"""Gives each master (or single process) its dial, and each worker an ear for it."""

from typing import Any

from locust.env import Environment
from locust.event import Events
from locust.runners import Runner, WorkerRunner

from locustfiles.common.dial import THINK_MESSAGE, Dial
from locustfiles.common.dial_routes import add_dial_page
from locustfiles.common.prometheus import add_metrics_page
from locustfiles.common.think_time import think


def steer(events: Events) -> None:
    """Set up the dial and its page when Locust starts."""
    events.init.add_listener(_set_up)


def _set_up(environment: Environment, runner: Runner, web_ui: Any = None, **_: Any) -> None:
    if isinstance(runner, WorkerRunner):
        runner.register_message(THINK_MESSAGE, _hear)
        return
    dial = Dial(environment, runner)
    if web_ui is not None:
        add_dial_page(web_ui, dial)
        add_metrics_page(web_ui, dial)


def _hear(msg: Any, **_: Any) -> None:
    think.turn(msg.data)
