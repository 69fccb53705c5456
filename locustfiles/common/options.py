"""What the personas add to Locust's command line, and what the line starts from.

The lab's address, users and run time are defaults; the command line, the environment and locust.conf win over
them. The master's values reach every worker with the order to spawn.
"""

import random
from argparse import ArgumentTypeError
from typing import Any

from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.event import Events
from locust.runners import WorkerRunner

from locustfiles.common.gates import GATES, MODES
from locustfiles.common.lab_settings import lab_settings
from locustfiles.common.presets import PRESETS, SPAWN_RATE_PER_S, total_users
from locustfiles.common.think_time import LARGEST_FACTOR, think

DEFAULT_PRESET = "standard"
STOP_TIMEOUT_S = 5.0


def add_options(events: Events) -> None:
    """Extend the command line, and obey what it says."""
    events.init_command_line_parser.add_listener(_extend)
    events.init.add_listener(_apply_preset)
    events.init.add_listener(_set_think_time)
    events.test_start.add_listener(_obey_master)


def think_time_factor(text: str) -> float:
    """A factor for pauses; ArgumentTypeError, a ValueError's cousin of argparse, where it is none."""
    try:
        factor = float(text)
    except ValueError:
        factor = -1
    if not 0 <= factor <= LARGEST_FACTOR:
        raise ArgumentTypeError(f"{text!r} is no factor between 0 and {LARGEST_FACTOR:g}")
    return factor


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
        "--preset",
        choices=sorted(PRESETS),
        env_var="TASKPILOT_PRESET",
        help="Users and run time of the load guide: "
        + ", ".join(f"{name} ({p.regular_users} regular users)" for name, p in PRESETS.items()),
    )
    group.add_argument(
        "--think-time",
        type=think_time_factor,
        default=1.0,
        metavar="FACTOR",
        env_var="TASKPILOT_THINK_TIME",
        help="Multiplies the pauses of all personas: 0.5 is twice as fast, 0 without a pause. Default: 1",
    )
    group.add_argument(
        "--load-seed",
        type=int,
        metavar="NUMBER",
        env_var="TASKPILOT_LOAD_SEED",
        help="Draw people, choices and pauses from this seed; who comes first still depends on the answers",
    )
    group.add_argument(
        "--gates",
        choices=MODES,
        default="default",
        env_var="TASKPILOT_GATES",
        help="What makes a headless run exit with 1: every gate, errors and idleness only, or none",
    )
    for gate in GATES:
        group.add_argument(
            gate.option,
            type=float,
            default=gate.limit,
            metavar=gate.unit.upper(),
            env_var=gate.variable,
            help=f"Gate: {gate.title}, in {gate.unit}. Default: {gate.limit:g}",
        )


def _apply_preset(environment: Environment, **_: Any) -> None:
    options = environment.parsed_options
    if options is None or isinstance(environment.runner, WorkerRunner):
        return
    preset = PRESETS[options.preset or DEFAULT_PRESET]
    fixed = [user_class.fixed_count for user_class in environment.user_classes]
    options.num_users = options.num_users or total_users(preset, fixed)
    options.spawn_rate = options.spawn_rate or SPAWN_RATE_PER_S
    if options.preset is not None:
        options.run_time = options.run_time or preset.run_time_s


def _set_think_time(environment: Environment, **_: Any) -> None:
    options = environment.parsed_options
    if options is not None and not isinstance(environment.runner, WorkerRunner):
        options.think_factors = dict.fromkeys(environment.user_classes_by_name, options.think_time)


def _obey_master(environment: Environment, **_: Any) -> None:
    options = environment.parsed_options
    if options is None:
        return
    think.turn(options.think_factors)
    if options.load_seed is not None:
        worker = environment.runner.worker_index if isinstance(environment.runner, WorkerRunner) else 0
        random.seed(f"{options.load_seed}:{worker}")
