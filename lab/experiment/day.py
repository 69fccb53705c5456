"""One simulated day: its changes under load, its growth, the rest of its minutes, and what its end shows."""

import time
from typing import Any

from lab.experiment.changes import changes_of
from lab.experiment.folder import write_json
from lab.experiment.growth import grow_to
from lab.experiment.hooks import Moment, run_hook
from lab.experiment.load import LoadUnreachable
from lab.experiment.refused import RunBroken
from lab.experiment.stage import Stage
from lab.inspect.database import APPLICATION_NAME as INSPECTOR
from lab.inspect.earlier import calls_in
from lab.inspect.run import inspect
from roadmap.apply import Outcome, apply_until
from roadmap.step import ChangeFailed
from roadmap.truth import contradictions, verified
from webapp.database import command_engine
from webapp.settings import load_settings

SECOND_TRY_AFTER_S = 5.0
LOOK_EVERY_S = 0.5
LOAD_TRIES = 20
REFRESH_TIMEOUT_S = 15.0
NEAR_THE_END = 0.9


def play_day(stage: Stage, day: int) -> None:
    """Play a day and write down all of it; it is done when the manifest says so, which is the last step."""
    folder, timeline = stage.folder, stage.folder.timeline
    folder.forget_day(day)
    stage.view.day(day)
    began, cost = time.monotonic(), _cost(stage)
    stage.requests.day = day
    _reset(stage)
    stage.sampler.refresh(REFRESH_TIMEOUT_S)
    timeline.add("day started", day=day)
    _apply(stage, day)
    applied = time.monotonic()
    stage.view.phase("growth")
    grown = grow_to(stage.url, stage.days_before(day) + 1, load_settings().lab_growth_rate)
    timeline.add("grown", day=day, **grown)
    _hold(stage, day, applied)
    cut_short = stage.signals.requested
    stage.sampler.refresh(REFRESH_TIMEOUT_S)
    load = stage.load.write(folder.day(day))
    timeline.add("load", day=day, requests=load["total"]["requests"], failures=load["total"]["failures"],
                 p50=load["total"]["p50"], p95=load["total"]["p95"], seconds=load["duration_s"])  # fmt: skip
    stage.view.say(_day_words(day, load))
    _end(stage, day)
    timeline.add(
        "day finished",
        day=day,
        seconds=round(time.monotonic() - began, 1),
        cut_short=cut_short,
        sampler=_cost_since(stage, cost),
    )
    words = folder.manifest()
    folder.write_manifest({**words, "days_done": sorted({*words["days_done"], day})})
    stage.view.advance(stage.days_before(day) + 1)


def _apply(stage: Stage, day: int) -> None:
    """Apply the day's changes; one that does not get its lock is tried once more, then left for tomorrow."""

    def told(outcome: Outcome) -> None:
        cost, revision = outcome.cost or {}, outcome.revision
        waited = (
            f", {cost['blocked_sessions']} sessions waited up to {cost['longest_wait_ms']:.0f} ms"
            if cost.get("blocked_sessions")
            else ""
        )
        stage.folder.timeline.add("change", day=day, change=revision.id, title=revision.title)
        stage.view.say(f"day {day}: {revision.change.engineer.name}: {revision.title}{waited}")

    for number in (1, 2):
        try:
            apply_until(stage.engine, day, plan=stage.options.plan, report=told)
            break
        except ChangeFailed as failure:
            stage.folder.timeline.add("change failed", day=day, reason=failure.message)
            stage.view.say(f"day {day}: {failure.message}")
            if number == 1:
                _wait_until(stage, time.monotonic() + SECOND_TRY_AFTER_S)
    write_json(stage.folder.day(day) / "changes.json", changes_of(stage.engine, day))


def _hold(stage: Stage, day: int, since: float) -> None:
    """Keep the load up for what is left of the day's minutes."""
    stage.view.phase("load")
    length = stage.options.minutes_per_day * 60
    while not stage.signals.requested and (left := since + length - time.monotonic()) > 0:
        stage.view.load(stage.requests.last)
        stage.view.advance(stage.days_before(day) + NEAR_THE_END * (1 - left / length))
        _wait_until(stage, time.monotonic() + min(left, LOOK_EVERY_S))

    if stage.signals.requested:
        stage.view.say(f"day {day} ends early; Ctrl-C again drops it")


def _wait_until(stage: Stage, moment: float) -> None:
    while not stage.signals.requested and (left := moment - time.monotonic()) > 0:
        stage.services.require()
        stage.signals.wait(min(left, LOOK_EVERY_S))


def _end(stage: Stage, day: int) -> None:
    """What is true, what our detector sees, and what the user's tools see, all while the load goes on."""
    folder, timeline = stage.folder, stage.folder.timeline
    stage.view.phase("ground truth")
    stage.statements.learn()
    document = verified(stage.engine)
    write_json(folder.expected(day), document)
    write_json(folder.path / "expected.json", document)
    states = [finding["present"] for finding in document["findings"]]
    wrong = contradictions(document)
    timeline.add("verified", day=day, present=states.count(True), absent=states.count(False),
                 undecided=states.count(None), contradictions=wrong)  # fmt: skip
    for sentence in wrong:
        stage.view.say(f"day {day}: {sentence}")
    stage.view.phase("inspect")
    earlier = folder.tool("inspect", day - 1).with_suffix(".json")
    before = calls_in(earlier) if earlier.exists() else None
    found = inspect(command_engine(stage.url, INSPECTOR), before=before).as_json()
    write_json(folder.tool("inspect", day).with_suffix(".json"), found)
    timeline.add("inspected", day=day, findings=len(found["findings"]))
    for hook in stage.options.tool_hooks:
        stage.view.phase(f"tool {hook.name}")
        moment = Moment(day, folder.path, stage.url, stage.server.admin_url(stage.database))
        went = run_hook(
            hook, moment, folder.tool(hook.name, day), folder.day(day) / f"hook-{hook.name}.log",
            stage.options.hook_timeout_s, goes_on=lambda: True,
        )  # fmt: skip
        timeline.add("tool", day=day, **went)
        if went["exit_code"] or went["ended_by"]:
            how = f"ended by {went['ended_by']}" if went["ended_by"] else f"exit code {went['exit_code']}"
            stage.view.say(f"day {day}: tool {hook.name}: {how}; its words are in hook-{hook.name}.log")


def _reset(stage: Stage) -> None:
    """Begin the day's statistics; Locust may just be starting again."""
    for _ in range(LOAD_TRIES):
        try:
            stage.load.dial(stage.options.users, stage.options.think_time)
            stage.load.reset()
            return
        except LoadUnreachable:
            stage.services.require()
            stage.signals.wait(LOOK_EVERY_S)
    raise RunBroken("Locust's page does not answer; see its log, then go on with --resume")


def _day_words(day: int, load: dict[str, Any]) -> str:
    total = load["total"]
    return (
        f"day {day}: {total['requests']} requests in {load['duration_s']:.0f} s, {total['failures']} failed, "
        f"p95 {total['p95']:.0f} ms"
    )


def _cost(stage: Stage) -> dict[str, float]:
    cost = stage.sampler.cost
    return {"server_ms": cost.server_ms, "active_ms": cost.active_ms, "wall_ms": cost.wall_ms,
            "skipped": cost.skipped, "lost": cost.lost}  # fmt: skip


def _cost_since(stage: Stage, before: dict[str, float]) -> dict[str, float]:
    return {name: round(max(0.0, value - before[name]), 1) for name, value in _cost(stage).items()}
