"""A figure: what it shows, how it is drawn at a width, and the data behind it."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from lab.report.markup import tag

WIDE, NARROW = 760, 350

Draw = Callable[[int], Markup]


@dataclass(frozen=True)
class Figure:
    """`key` names its data file; `draw` gives the SVG for a width, `body` is markup of any width.

    `legend` are the names of the series, in the order of their numbers.
    """

    key: str
    title: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    draw: Draw | None = None
    body: Markup = field(default_factory=Markup)
    legend: Sequence[str] = ()
    nothing: str = "Nothing to show."

    def csv(self) -> str:
        """The data as CSV."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()

    def markup(self) -> Markup:
        """The figure for the page: drawn for a wide window and for a narrow one, each shown where it fits."""
        parts = [tag("h2", self.title, id=self.key), tag("p", self.caption, class_="caption")]
        if self.legend:
            parts.append(_legend(self.legend))
        if not self.rows:
            parts.append(tag("p", self.nothing, class_="nothing"))
        elif self.draw is not None:
            parts.append(tag("div", self.draw(WIDE), class_="wide"))
            parts.append(tag("div", self.draw(NARROW), class_="narrow"))
        parts.append(self.body)
        link = tag("a", f"{self.key}.csv", href=f"report/{self.key}.csv")
        parts.append(tag("p", "Data: ", link, class_="data"))
        return tag("section", *parts, class_="figure", aria_labelledby=self.key)


def _legend(names: Sequence[str]) -> Markup:
    items = []
    for place, name in enumerate(names):
        line = tag("line", x1=0, y1=5, x2=26, y2=5, class_=f"line s{place % 8}")
        swatch = tag("svg", line, width=26, height=10, aria_hidden="true")
        items.append(tag("li", swatch, name))
    return tag("ul", *items, class_="legend")
