"""What the personas add to Locust's command line, and what the line starts from.

The lab's address, users and run time are defaults; the command line, the environment and locust.conf win over
them. The master's values reach every worker with the order to spawn.
"""

from typing import Any

from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.event import Events
from locust.runners import WorkerRunner

from locustfiles.common.lab_settings import lab_settings
from locustfiles.common.think_time import LARGEST_FACTOR, think

STOP_TIMEOUT_S = 5.0


def add_options(events: Events) -> None:
    """Extend the command line, and obey what it says when a test starts."""
    events.init_command_line_parser.add_listener(_extend)
    events.init.add_listener(_turn_all)
    events.test_start.add_listener(_obey)


def _extend(parser: LocustArgumentParser, **_: Any) -> None:
    settings = lab_settings()
    parser.set_defaults(
        host=settings.host,
        num_users=settings.users,
        run_time=settings.run_time,
        stop_timeout=STOP_TIMEOUT_S,
    )
    group = parser.add_argument_group("TaskPilot")
    group.add_argument(
        "--think-time",
        type=_factor,
        default=1.0,
        metavar="FACTOR",
        env_var="TASKPILOT_THINK_TIME",
        help="Multiplies the pauses of all personas: 0.5 is twice as fast, 0 without a pause. Default: 1",
    )


def _turn_all(environment: Environment, **_: Any) -> None:
    options = environment.parsed_options
    if options is not None and not isinstance(environment.runner, WorkerRunner):
        options.think_factors = dict.fromkeys(environment.user_classes_by_name, options.think_time)


def _obey(environment: Environment, **_: Any) -> None:
    if environment.parsed_options is not None:
        think.turn(environment.parsed_options.think_factors)


def _factor(text: str) -> float:
    factor = float(text)
    if not 0 <= factor <= LARGEST_FACTOR:
        raise ValueError
    return factor
