"""The tables that end a run: per persona, growth, gates. Plain text, as Locust's own."""

from collections.abc import Iterable, Sequence
from typing import Any

from locustfiles.common.gates import Outcome
from locustfiles.common.summary import GUIDE_PER_HOUR

NOTHING = "-"


def plain_table(header: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> list[str]:
    """Lines of a table; the first `left` columns are set to the left, the others to the right."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    lines.insert(1, "-" * sum(widths, 2 * (len(widths) - 1)))
    return lines


def persona_table(personas: list[dict[str, Any]]) -> list[str]:
    """Requests, failures and percentiles of each persona, in milliseconds."""
    header = ("Persona", "requests", "failures", "p50", "p95", "p99", "p95 since due")
    rows = [
        (
            one["persona"],
            str(one["requests"]),
            str(one["failures"]),
            *(f"{one[name]:.0f}" for name in ("p50", "p95", "p99")),
            NOTHING if one["p95_since_due"] is None else f"{one['p95_since_due']:.0f}",
        )
        for one in personas
    ]
    return plain_table(header, rows, left=1)


def growth_table(per_hour: dict[str, float]) -> list[str]:
    """What an hour of this load adds, beside the load guide's figures for 50 regular users."""
    rows = [(name, f"{count:,.0f}", f"{GUIDE_PER_HOUR[name]:,}") for name, count in per_hour.items()]
    return plain_table(("Added per hour", "here", "guide, 50 users"), rows, left=1)


def gate_table(outcomes: list[Outcome]) -> list[str]:
    """Each gate, whether it held."""
    rows = [
        (
            "held" if outcome.held else "BROKEN",
            outcome.title,
            outcome.subject,
            "no samples" if outcome.value is None else f"{outcome.value:.4g}",
            f"{outcome.limit:g}",
            outcome.unit,
        )
        for outcome in outcomes
    ]
    return plain_table(("Gate", "what", "of", "measured", "limit", "unit"), rows, left=3)
