"""What growth shows: a bar of days, and at the end rows, sizes and what is dead."""

from collections.abc import Iterator
from datetime import date
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from seeding.growth.run import Growth
from seeding.growth.sizes import TableSize

MB = 1_000_000


class DayBars:
    """A bar that knows its length where so many days were asked for."""

    def __init__(self, console: Console, days: int | None, *, quiet: bool) -> None:
        self._rows = 0
        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(24), TextColumn("{task.fields[shown]:>20}"),
            TimeRemainingColumn(), console=console, disable=quiet,
        )  # fmt: skip
        self._task = self._bars.add_task("growing", total=days, shown="")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def batch(self, day: date, part: int, parts: int, rows: dict[str, int]) -> None:  # noqa: ARG002
        """Advance by one batch."""
        self._rows += sum(rows.values())
        self._bars.update(self._task, advance=1 / parts, description=f"{day}", shown=f"{self._rows:,} rows")


def growth_lines(growth: Growth) -> Iterator[str]:
    """The report, line by line."""
    added = growth.after.database_bytes - growth.before.database_bytes
    yield f"{growth.days:g} days in {growth.seconds:.1f} s; the database is {added / MB:,.1f} MB larger"
    for name, n in sorted(growth.rows.items(), key=lambda item: -item[1]):
        yield f"  {name:<22}{n:>12,}"
    yield f"  {'table':<22}{'table MB':>20}{'indexes MB':>20}{'dead rows':>12}{'wasted MB':>12}"
    for name, after in list(growth.after.tables.items())[:10]:
        before = growth.before.tables.get(name, TableSize(0, 0, 0))
        table = f"{before.table_bytes / MB:,.1f} to {after.table_bytes / MB:,.1f}"
        indexes = f"{before.index_bytes / MB:,.1f} to {after.index_bytes / MB:,.1f}"
        wasted = "" if after.wasted_bytes is None else f"{after.wasted_bytes / MB:,.1f}"
        yield f"  {name:<22}{table:>20}{indexes:>20}{after.dead_tuples:>12,}{wasted:>12}"
