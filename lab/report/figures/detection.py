"""When each finding was there, and when each tool first named it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lab.report.figure import Figure
from lab.report.markup import tag
from lab.report.rows import Row, Rows, shape
from lab.report.run_data import RunData
from lab.report.scale import day_ticks
from lab.report.scores import Scores, scores_of
from lab.score.truth import Label, State
from lab.score.verdict import Verdict

ORDER = 70
COLUMNS = (
    "finding",
    "check",
    "object",
    "change",
    "engineer",
    "mistake",
    "first_day",
    "last_day",
    "tool",
    "found_on_day",
)


@dataclass(frozen=True)
class Life:
    """A finding that was there on some days."""

    label: Label
    days: tuple[int, ...]


def figure(run: RunData) -> Figure:
    """A row for each finding: its life as a bar, each tool's first detection as a mark."""
    scores = scores_of(run)
    lives = lives_of(scores)
    first_seen = {
        tool: {life.finding: life.first_found for life in score.lives if life.first_found is not None}
        for tool, score in scores.tools.items()
    }
    blind = {
        tool: {row.finding for row in score.rows if row.verdict is Verdict.NOT_COVERED}
        for tool, score in scores.tools.items()
    }
    chart = Rows(
        "Detection over the days",
        "A bar for each finding over the days on which it was there, and a mark where a tool first named it.",
        [_row(run, life, first_seen, blind) for life in lives],
        [(day, str(day)) for day in day_ticks(run.first, run.last, 24)],
        lambda day: (day - run.first + 0.5) / (run.last - run.first + 1),
    )
    tools = list(first_seen)
    return Figure(
        "detection",
        "Detection",
        "Each bar is a finding that was proved to be there at those days' ends; an arrow says that nobody "
        "has repaired it. A mark is the first day on which a tool named it.",
        COLUMNS,
        [row for life in lives for row in _data(life, first_seen)],
        chart.draw,
        tag("ul", *(_key(number, tool) for number, tool in enumerate(tools)), class_="legend")
        if lives
        else tag("span"),
        nothing="No finding was there at any day's end.",
    )


def lives_of(scores: Scores) -> list[Life]:
    """The findings that were present at the end of any day, in the order in which they appeared."""
    days: dict[str, list[int]] = {}
    labels: dict[str, Label] = {}
    for day, truth in sorted(scores.truths.items()):
        for label in truth.labels:
            labels[label.id] = label
            if truth.state(label, day) is State.PRESENT:
                days.setdefault(label.id, []).append(day)
    return [Life(labels[name], tuple(found)) for name, found in days.items()]


def _row(
    run: RunData, life: Life, first_seen: dict[str, dict[str, int]], blind: dict[str, set[str]]
) -> Row:  # fmt: skip
    label = life.label
    seen = {tool: found[label.id] for tool, found in first_seen.items() if label.id in found}

    def paint(x: Callable[[float], float], y: float) -> Sequence[Any]:
        left, right = x(life.days[0] - 0.4), x(life.days[-1] + 0.4)
        bar = tag("rect", x=left, y=y - 4, width=round(right - left, 1), height=8, rx=2, class_="life")
        parts = [bar]
        if life.days[-1] == run.last:
            points = f"{right},{y - 4} {right + 5},{y} {right},{y + 4}"
            parts.append(tag("polygon", points=points, class_="life"))
        for place, (tool, day) in enumerate(seen.items()):
            kind = list(first_seen).index(tool)
            shift = (place - (len(seen) - 1) / 2) * 7
            parts.append(shape(kind, round(x(day) + shift, 1), y, f"{tool}: day {day}"))
        return parts

    late = ", ".join(f"{tool} day {day}" for tool, day in seen.items())
    uncovered = all(life.label.id in names for names in blind.values())
    return Row(
        f"{label.check} {label.objects[0].shown()} ({label.change.partition('_')[0]}, {label.engineer})",
        late or ("not covered" if uncovered else "missed"), paint,
    )  # fmt: skip


def _data(life: Life, first_seen: dict[str, dict[str, int]]) -> list[tuple[Any, ...]]:
    label = life.label
    told = (
        label.id, label.check, label.objects[0].shown(), label.change, label.engineer, label.mistake,
        life.days[0], life.days[-1],
    )  # fmt: skip
    return [(*told, tool, found.get(label.id)) for tool, found in first_seen.items()] or [(*told, None, None)]


def _key(number: int, tool: str) -> Any:
    return tag("li", tag("svg", shape(number, 8, 8, tool), width=16, height=16, aria_hidden="true"), tool)
