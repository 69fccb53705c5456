"""What a run shows while it plays: a bar of days with the load's figures; plain lines without a terminal."""

import time
from collections.abc import Callable
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

MB = 1_000_000


class View:
    """The progress of one run."""

    def __init__(self, console: Console, total: int, done: int) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(20), TextColumn("{task.fields[load]}"),
            TimeElapsedColumn(), TimeRemainingColumn(), console=console,
            disable=not console.is_terminal, transient=True,
        )  # fmt: skip
        self._total = total
        self._task = self._bars.add_task("preparing", total=total, completed=done, load="")
        self._day = 0

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    @property
    def while_hidden(self) -> Callable[[], "Hidden"]:
        """A block without the bar, for work that shows one of its own."""
        return lambda: Hidden(self._bars)

    def say(self, line: str) -> None:
        """A line that stays."""
        self._bars.console.print(
            f"{time.strftime('%H:%M:%S')} {escape(line)}", highlight=False, soft_wrap=True
        )

    def day(self, day: int) -> None:
        """A day begins."""
        self._day = day
        self.phase("changes")

    def phase(self, words: str) -> None:
        """What is done now."""
        before = f"day {self._day}: " if self._day else ""
        self._bars.update(self._task, description=escape(before + words))

    def advance(self, days: float) -> None:
        """So many of the run's days are over, with fractions."""
        self._bars.update(self._task, completed=days)

    def load(self, figures: dict[str, Any]) -> None:
        """The load's figures so far today."""
        if figures:
            self._bars.update(self._task, load=escape(load_words(figures)))


class Hidden:
    """Stops a bar for the length of a block."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    def __enter__(self) -> None:
        self._bars.stop()

    def __exit__(self, *_: object) -> None:
        self._bars.start()


def load_words(figures: dict[str, Any]) -> str:
    """A summary of the load in a few words."""
    total = figures["total"]
    failed = f" · {total['failures']} failed" if total["failures"] else ""
    return (
        f"{figures['requests_per_s']:.1f} req/s · p50 {total['p50']:.0f} · p95 {total['p95']:.0f} ms{failed}"
    )
