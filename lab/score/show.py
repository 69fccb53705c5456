"""A score in the terminal."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lab.score.compare import Difference
from lab.score.life import RunScore
from lab.score.tally import Tally, by, tally
from lab.score.verdict import Row, Verdict

MOST_ROWS = 20
FIGURES = (
    "found", "missed", "alarms", "decoys", "stale", "uncovered", "unscored", "prec.", "recall", "F1",
)  # fmt: skip


def show(
    console: Console, tool: str, rows: list[Row], baselines: Mapping[str, Tally], run: RunScore | None = None
) -> None:
    """Print a score: by check, mistake and engineer, the total beside the baselines, and what went wrong."""
    for field in ("check", "mistake", "engineer"):
        console.print(_tallies(field, by(rows, field)))
        console.print()
    console.print(_tallies("tool", {tool: tally(rows), **baselines}))
    total = tally(rows)
    if total.undecidable:
        console.print(
            f"{total.undecidable} of the decoys cannot be told from the database alone; "
            f"without them precision is {_share(total.precision_decidable)}"
        )
    if run and run.median_days is not None:
        seen = sum(life.first_found is not None for life in run.lives)
        console.print(f"\nmedian days to detection: {run.median_days:g} ({seen} findings)")
    _list(console, "missed", (row for row in rows if row.verdict is Verdict.MISSED))
    _list(console, "false alarms", (row for row in rows if row.verdict is Verdict.FALSE_ALARM))


def show_difference(
    console: Console,
    names: tuple[str, str],
    difference: Difference,
    medians: tuple[float | None, float | None] | None = None,
) -> None:
    """Print where two scores differ; `medians` are the days to detection over a run."""
    console.print(_tallies("report", dict(zip(names, difference.totals, strict=True))))
    for name, days in zip(names, medians or (), strict=False):
        console.print(f"median days to detection of {_safe(name)}: {'-' if days is None else f'{days:g}'}")
    table = Table("finding", *map(_safe, names), box=None, pad_edge=False)
    for row, a, b in difference.findings:
        table.add_row(_safe(f"{row.finding}  {row.check}"), _words(a), _words(b))
    if difference.findings:
        console.print()
        console.print(table)
    for name, rows in zip(names, difference.alarms, strict=True):
        _list(console, f"false alarms of {name} only", rows)


def _tallies(title: str, tallies: Mapping[str, Tally]) -> Table:
    table = Table(title, *FIGURES, box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    for name, found in tallies.items():
        counts = (
            found.found, found.missed, found.false_alarms, found.decoys, found.stale, found.not_covered,
            found.not_scored,
        )  # fmt: skip
        table.add_row(_safe(name), *map(str, counts), *map(_share, (found.precision, found.recall, found.f1)))
    return table


def _list(console: Console, title: str, rows: Iterable[Row]) -> None:
    found = list(rows)
    if not found:
        return
    console.print(f"\n[bold]{_safe(title)}[/bold]")
    for row in found[:MOST_ROWS]:
        why = ": ".join(filter(None, (row.reason, row.detail or row.finding)))
        console.print(_safe(f"  {row.check}  {row.subject.shown()}  {why}"), highlight=False)
    if len(found) > MOST_ROWS:
        console.print(f"  and {len(found) - MOST_ROWS} more; --json lists all")


def _safe(words: str) -> str:
    """Words of a report as they are: no markup, no control characters."""
    return escape("".join(letter if letter.isprintable() else "�" for letter in words))


def _words(verdict: Verdict | None) -> str:
    return "-" if verdict is None else verdict.replace("_", " ")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
