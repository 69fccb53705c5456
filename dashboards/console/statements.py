"""Statements in the samples: their totals at a moment, and which endpoints run them."""

from dashboards.console.samples import Samples

Totals = dict[str, tuple[int, float]]


def totals(samples: Samples, moment: float) -> Totals:
    """Calls and milliseconds of each statement, by queryid, as they were at a moment."""
    rows = samples.rows(
        "statements",
        "select queryid, max(at), calls, exec_ms from statements where at <= ? group by queryid",
        moment,
    )
    return {row["queryid"]: (row["calls"], row["exec_ms"]) for row in rows}
