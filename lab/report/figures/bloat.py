"""Bloat of the largest tables and indexes over the days."""

from lab.report.figure import Figure
from lab.report.lines import Lines
from lab.report.run_data import RunData
from lab.report.scale import byte_ticks, bytes_words
from lab.report.series import change_marks, largest_series

ORDER = 40
QUERY = 'select at, name, "bytes" * empty from bloat order by at'
SHOWN = 8


def figure(run: RunData) -> Figure:
    """The relations with the most empty space, one line each."""
    series, rows = largest_series(run, run.sampled(QUERY), SHOWN, others=False)
    chart = Lines(
        "Empty space by relation over days",
        f"Lines of the {SHOWN} relations with the most empty space from day {run.first} to day {run.last}.",
        series, run.first, run.last, bytes_words, change_marks(run), byte_ticks,
    )  # fmt: skip
    return Figure(
        "bloat",
        "Bloat",
        "Free and dead space inside relations of 1 MiB or more: measured where the budget of 50 ms a minute "
        "reaches, else estimated.",
        ("day", "relation", "empty_bytes"),
        rows,
        chart.draw,
        legend=[one.name for one in series],
        nothing="No relation reached 1 MiB while it was looked at.",
    )
