"""What a seed shows on a terminal: the plan, a bar with rows, MB/s and time left per table and in all."""

from collections.abc import Sequence
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from seeding import tables
from seeding.load import Loaded
from seeding.plan import Plan
from seeding.run import Summary
from seeding.sizing import expected_bytes

MB = 1_000_000


class Bars:
    """A bar for all and one for each of the large tables; none where quiet."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._rows: dict[str, int] = {}
        self._bytes = 0
        self._bars = Progress(
            TextColumn("{task.description:<22}"), BarColumn(24), TextColumn("{task.percentage:>4.0f}%"),
            TextColumn("{task.fields[shown]:>32}"), TimeRemainingColumn(), console=console, disable=quiet,
        )  # fmt: skip
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, plan: Plan, done: Sequence[Loaded]) -> None:
        """Draw the bars."""
        expected = {name: table.total(plan) for name, table in tables.tables().items()}
        weights = {name: expected[name] * table.BYTES for name, table in tables.tables().items()}
        self._weights = {name: tables.tables()[name].BYTES for name in expected}
        large = sorted(weights, key=lambda name: -weights[name])[:4]
        self._tasks["all"] = self._bars.add_task("all tables", total=sum(weights.values()), shown="")
        for name in large:
            self._tasks[name] = self._bars.add_task(name, total=expected[name], shown="")
        self._bars.start()
        for each in done:
            self.loaded(each)

    def loaded(self, chunk: Loaded) -> None:
        """Advance."""
        self._rows[chunk.table] = self._rows.get(chunk.table, 0) + chunk.rows
        self._bytes += chunk.bytes
        everything = self._tasks["all"]
        elapsed = self._bars.tasks[0].elapsed or 0.0
        rate = f"{self._bytes / MB / elapsed:,.0f} MB/s" if elapsed > 1 else ""
        shown = f"{sum(self._rows.values()):,} rows {rate}"
        self._bars.update(everything, advance=chunk.rows * self._weights[chunk.table], shown=shown)
        if chunk.table in self._tasks:
            rows = self._rows[chunk.table]
            self._bars.update(self._tasks[chunk.table], completed=rows, shown=f"{rows:,} rows")

    def phase(self, name: str, steps: int) -> None:
        """A bar for a phase of steps."""
        if "all" in self._tasks:
            self._bars.update(self._tasks["all"], completed=self._bars.tasks[0].total)
        self._phase = self._bars.add_task(name, total=steps, shown="")

    def step(self, name: str) -> None:
        """Advance the phase."""
        self._bars.update(self._phase, advance=1, shown=name[:32])


def show_plan(console: Console, plan: Plan) -> None:
    """The plan as a table: rows and size on disk."""
    table = Table(title=f"seed {plan.spec.seed}, scale {plan.spec.scale:g}, until {plan.spec.until}")
    table.add_column("table")
    table.add_column("rows", justify="right")
    table.add_column("MB on disk", justify="right")
    for name, each in sorted(tables.tables().items(), key=lambda item: -item[1].total(plan) * item[1].BYTES):
        rows = each.total(plan)
        table.add_row(name, f"{rows:,}", f"{rows * each.BYTES / MB:,.1f}")
    table.add_section()
    rows = sum(each.total(plan) for each in tables.tables().values())
    table.add_row("all", f"{rows:,}", f"{expected_bytes(plan) / MB:,.1f}")
    console.print(table)


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The plan for --dry-run --json."""
    rows = {name: each.total(plan) for name, each in tables.tables().items()}
    return {
        **plan.spec.as_json(),
        "rows": rows,
        "chunks": plan.chunks,
        "expected_bytes": expected_bytes(plan),
    }


def summary_line(summary: Summary) -> str:
    """What a seed did, in one line."""
    rows = sum(summary.rows.values())
    taken = sum(summary.seconds.values())
    phases = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in summary.seconds.items())
    return (
        f"{rows:,} rows in {taken:.1f} s ({rows / taken:,.0f} rows/s; {phases}); "
        f"the database has {summary.database_bytes / MB:,.0f} MB"
    )
