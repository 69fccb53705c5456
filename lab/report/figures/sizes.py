"""The size of each table over the days, with its indexes and TOAST."""

from lab.report.figure import Figure
from lab.report.lines import Lines
from lab.report.run_data import RunData
from lab.report.scale import byte_ticks, bytes_words
from lab.report.series import change_marks, largest_series

ORDER = 10
QUERY = """
    select at, name, sum(heap_bytes + toast_bytes + index_bytes) as bytes
      from tables
     group by at, name
     order by at
"""
SHOWN = 7


def figure(run: RunData) -> Figure:
    """The largest tables, one line each, and the rest together."""
    series, rows = largest_series(run, run.sampled(QUERY), SHOWN)
    chart = Lines(
        "Size by table over days",
        f"Lines of the {SHOWN} largest tables from day {run.first} to day {run.last}.",
        series, run.first, run.last, bytes_words, change_marks(run), byte_ticks,
    )  # fmt: skip
    return Figure(
        "sizes",
        "Size by table",
        "Heap, TOAST and indexes together. Triangles below the axis are changes: filled where a mistake was "
        "made, hollow where the work was sound.",
        ("day", "table", "bytes"),
        rows,
        chart.draw,
        legend=[one.name for one in series],
    )
