"""Whether a run without a web page was good: judged when it quits, told after Locust's own tables.

The master alone decides; workers leave with 0, so that `--processes` takes the master's word.
"""

import json
from typing import Any

import locust.log
import locust.stats
from locust.env import Environment
from locust.event import Events
from locust.runners import WorkerRunner
from locust.stats import RequestStats, console_logger

from locustfiles.common.activity import expected_activity
from locustfiles.common.curve import Curve
from locustfiles.common.gates import GATES, Activity, Figures, Outcome, judge, judged_by_shape
from locustfiles.common.latency import per_persona, persona_stats
from locustfiles.common.pace import Pace
from locustfiles.common.report_files import write_report_files
from locustfiles.common.summary import request_rows, row, summary
from locustfiles.common.tables import gate_table, growth_table, persona_table

ROUNDS_UNTIL_ALL_IS_REACHED = 20
EXIT_FAILED = 1
EXIT_BROKEN = 2


def judge_at_the_end(events: Events) -> None:
    """Set the exit code when quitting; print and write the results after Locust's."""
    events.quitting.add_listener(_decide)


def exit_code(outcomes: list[Outcome]) -> int:
    """0 where all gates held, 1 where one did not, 2 where a listener broke."""
    if not all(outcome.held for outcome in outcomes):
        return EXIT_FAILED
    return EXIT_BROKEN if locust.log.unhandled_greenlet_exception else 0


def figures_of(environment: Environment, limits: dict[str, float]) -> Figures:
    """What the gates look at, at the end of a run."""
    exceptions = environment.runner.exceptions.values() if environment.runner else ()
    answered = {name: e.num_requests - e.num_failures for name, e in per_persona(persona_stats).items()}
    return Figures(
        total=row(environment.stats.total),
        rows=request_rows(environment),
        activity={n: Activity(answered.get(n, 0), count) for n, count in expected_activity.requests.items()},
        awaited=_awaited(environment),
        exceptions=sum(exception["count"] for exception in exceptions),
        limits=limits,
    )


def _awaited(environment: Environment) -> frozenset[str]:
    """What the personas that had time for some rounds must have reached."""
    return frozenset(
        name
        for persona in environment.user_classes
        if issubclass(persona, Pace)
        and expected_activity.rounds.get(persona.__name__, 0) >= ROUNDS_UNTIL_ALL_IS_REACHED
        for name in persona.reaches
    )


def _decide(environment: Environment, **_: Any) -> None:
    options = environment.parsed_options
    if options is None:
        return
    if isinstance(environment.runner, WorkerRunner):
        environment.process_exit_code = 0
        options.json = False
        return
    if not options.headless:
        return
    figures = figures_of(environment, {gate.key: vars(options)[gate.key] for gate in GATES})
    shape = environment.shape_class if isinstance(environment.shape_class, Curve) else None
    held = shape.verdict() if shape and options.gates != "off" else None
    outcomes = judge(options.gates, figures) if held is None else judged_by_shape(held, figures)
    if options.gates != "off":
        environment.process_exit_code = exit_code(outcomes)
    results = summary(environment, outcomes, shape.findings() if shape else [])
    write_report_files(environment, results)

    def print_json(stats: RequestStats) -> None:  # noqa: ARG001
        print(json.dumps(results, indent=2))

    def tell(**_: Any) -> None:
        for line in told(results, outcomes):
            console_logger.info(line)

    locust.stats.print_stats_json = print_json
    environment.events.quit.add_listener(tell)


def told(results: dict[str, Any], outcomes: list[Outcome]) -> list[str]:
    """The lines after Locust's tables; the last one is the verdict."""
    lines = [*persona_table(results["personas"]), "", *growth_table(results["growth_per_hour"]), ""]
    if results["findings"]:
        lines += [*results["findings"], ""]
    if not outcomes:
        return lines
    broken = sum(not outcome.held for outcome in outcomes)
    verdict = (
        f"FAILED: {broken} of {len(outcomes)} gates did not hold" if broken else "PASSED: all gates held"
    )
    return [*lines, *gate_table(outcomes), "", verdict]
