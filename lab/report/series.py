"""Samples turned into lines over the days: thinned, the largest kept, the rest summed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from lab.report.lines import Series
from lab.report.run_data import RunData

POINTS_PER_RUN = 240
OTHERS = "all others"


def largest_series(
    run: RunData, sampled: Sequence[tuple[Any, ...]], shown: int, others: bool = True
) -> tuple[list[Series], list[tuple[float, str, float]]]:
    """Lines and rows (day, name, figure) from samples (at, name, figure): the `shown` largest names.

    The largest by their highest figure, in the order of their last. With `others` the rest is summed into one
    more line.
    """
    grid: dict[float, dict[str, float]] = defaultdict(dict)
    step = max((run.last - run.first + 1) / POINTS_PER_RUN, 0.0001)
    for at, name, figure in sampled:
        if (place := run.place(at)) is not None and figure is not None:
            grid[round(round(place / step) * step, 3)][name] = float(figure)
    highest: dict[str, float] = {}
    last: dict[str, float] = {}
    for place in sorted(grid):
        for name, figure in grid[place].items():
            highest[name] = max(highest.get(name, 0.0), figure)
            last[name] = figure
    kept = sorted(highest, key=lambda name: -highest[name])[:shown]
    kept.sort(key=lambda name: -last[name])
    points: dict[str, list[tuple[float, float]]] = {name: [] for name in kept}
    rest: list[tuple[float, float]] = []
    for place in sorted(grid):
        for name in kept:
            if name in grid[place]:
                points[name].append((place, grid[place][name]))
        rest.append((place, sum(figure for name, figure in grid[place].items() if name not in points)))
    series = [Series(name, points[name]) for name in kept]
    if others and any(figure for _, figure in rest):
        series.append(Series(OTHERS, rest))
    return series, [(place, one.name, figure) for one in series for place, figure in one.points]


def change_marks(run: RunData) -> list[tuple[float, str, bool]]:
    """The changes for a chart's axis: place, words, whether it was a mistake."""
    return [
        (place, f"{change['change']}: {change['title']}", change["variant"] == "flawed")
        for place, change in run.change_places
    ]
