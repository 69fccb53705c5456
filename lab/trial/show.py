"""A trial in the terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lab.disk import size
from lab.trial.compare import Figure, Word
from lab.trial.run import Trial
from lab.trial.statements import shortened

MOST_RELATIONS = 8
COLOURS = {Word.BETTER: "green", Word.WORSE: "red"}


def show(console: Console, found: Trial) -> None:
    """Print what applying cost, what became of the figures, and the verdict."""
    console.print("applying the advice")
    for one in found.application.applied:
        console.print(f"  {one.ms:>8.0f} ms  {escape(shortened(one.statement))}", highlight=False)
        for relation, what in one.blocks.items():
            console.print(f"               kept others from {what} of {escape(relation)}", highlight=False)
    console.print(f"  {size(found.application.wal_bytes)} of WAL, {_signed(found.grown)} on disk")
    for name, change in list(found.resized.items())[:MOST_RELATIONS]:
        console.print(f"               {escape(name)} {_signed(change)}", highlight=False)
    console.print()
    console.print(_table(found.figures))
    few = sum(figure.word is Word.FEW for figure in found.figures)
    if few:
        console.print(
            f"{few} endpoints with too few requests to compare; more --users or --seconds show them"
        )
    console.print(f"\nverdict: [bold]{found.verdict}[/bold]")
    for word in (Word.BETTER, Word.WORSE):
        for figure in found.figures:
            if figure.word is word:
                share = "" if figure.share is None else f" ({figure.share:+.0%})"
                console.print(f"  {word}: {escape(figure.name)}{share}", highlight=False)


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "without", "with", "change", "spread", "", box=None, pad_edge=False)
    for column in table.columns[1:5]:
        column.justify = "right"
    for figure in figures:
        if figure.word is not Word.FEW:
            colour = COLOURS.get(figure.word, "")
            word = f"[{colour}]{figure.word}[/{colour}]" if colour else str(figure.word)
            table.add_row(escape(figure.name), *_cells(figure), word)
    return table


def _cells(figure: Figure) -> list[str]:
    scale, unit = (100.0, "%") if figure.unit == "share" else (1.0, figure.unit)
    without, with_ = (sum(side) / len(side) * scale for side in (figure.a, figure.b))
    share = "" if figure.share is None else f" ({figure.share:+.0%})"
    return [
        f"{without:,.1f} {unit}",
        f"{with_:,.1f} {unit}",
        f"{figure.change * scale:+,.1f}{share}",
        f"±{figure.spread * scale:,.1f}",
    ]


def _signed(count: int) -> str:
    return f"{'+' if count >= 0 else '-'}{size(abs(count))}"
