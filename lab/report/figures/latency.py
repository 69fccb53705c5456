"""p50 and p95 of each endpoint and of each persona over the days, one small chart each."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from lab.report.figure import Figure
from lab.report.markup import tag
from lab.report.run_data import RunData
from lab.report.scale import ms_words
from lab.report.small import small_chart

ORDER = 20
MOST = 16
COLUMNS = ("day", "kind", "name", "requests", "failures", "p50_ms", "p95_ms", "p99_ms")
KINDS = (("personas", "persona"), ("endpoints", "name"))

Row = tuple[Any, ...]


def figure(run: RunData) -> Figure:
    """The personas, then the endpoints by how much time people spent waiting for them."""
    rows: list[Row] = []
    for day in run.days:
        for kind, key in KINDS:
            rows += [
                (day.number, kind.rstrip("s"), one[key], one["requests"], one["failures"],
                 one["p50"], one["p95"], one["p99"])
                for one in day.load.get(kind, [])
            ]  # fmt: skip
    endpoints = _by_name(rows, "endpoint")
    waited = sorted(endpoints, key=lambda name: -sum(row[3] * row[6] for row in endpoints[name]))
    left_out = f" Shown are {MOST} of {len(waited)}; all are in the data." if len(waited) > MOST else ""
    return Figure(
        "latency",
        "Response times",
        "Each chart has a scale of its own, from 0; the figures beside a name are those of the last day. "
        "Solid is p95, dashed p50. Endpoints come in the order of the time that was waited for them."
        + left_out,
        COLUMNS,
        rows,
        body=_grid(run, _by_name(rows, "persona"), sorted) + _grid(run, endpoints, lambda _: waited[:MOST]),
        nothing="No day has figures of its load.",
    )


def _by_name(rows: list[Row], kind: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[1] == kind:
            found[row[2]].append(row)
    return found


def _grid(
    run: RunData, named: dict[str, list[Row]], order: Callable[[dict[str, list[Row]]], list[str]]
) -> Markup:  # fmt: skip
    charts = []
    for name in order(named):
        rows = named[name]
        last = rows[-1]
        words = f"p50 {ms_words(last[5])}, p95 {ms_words(last[6])}"
        lines = [
            ("s0", [(row[0], row[6]) for row in rows]),
            ("s0 dashed", [(row[0], row[5]) for row in rows]),
        ]
        chart = small_chart(f"{name}: {words} on day {last[0]}", lines, run.first, run.last, ms_words)
        charts.append(tag("figure", tag("figcaption", tag("b", name), tag("span", words)), chart))
    return tag("div", *charts, class_="grid-of-charts") if charts else Markup()
