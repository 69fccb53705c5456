"""Dead rows by table over the days: what vacuum has not cleared away yet."""

from lab.report.figure import Figure
from lab.report.lines import Lines
from lab.report.run_data import RunData
from lab.report.scale import count_words
from lab.report.series import change_marks, largest_series

ORDER = 30
QUERY = "select at, name, sum(dead) from tables group by at, name order by at"
SHOWN = 7


def figure(run: RunData) -> Figure:
    """The tables with the most dead rows, one line each."""
    series, rows = largest_series(run, run.sampled(QUERY), SHOWN, others=False)
    chart = Lines(
        "Dead rows by table over days",
        f"Lines of the {SHOWN} tables with the most dead rows from day {run.first} to day {run.last}.",
        series, run.first, run.last, count_words, change_marks(run),
    )  # fmt: skip
    return Figure(
        "dead_rows",
        "Dead rows",
        "A healthy table's line is a saw: it climbs until autovacuum clears it. One that only climbs is not "
        "vacuumed, or something holds its old rows back.",
        ("day", "table", "dead_rows"),
        rows,
        chart.draw,
        legend=[one.name for one in series],
    )
