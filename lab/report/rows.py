"""A chart of rows: each has its words above and something drawn across the width below them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lab.report.markup import shortened, tag

LINE, AXIS = 16, 26
STACKED_BELOW = 500
SIDE = 10
LETTER_PX = 6.5
VALUE_PX = 140
LABEL_PX = 64

Paint = Callable[[Callable[[float], float], float], Sequence[Any]]


@dataclass(frozen=True)
class Row:
    """`words` and `value` above; `paint(x, y)` draws at the height y, with x from the axis."""

    words: str
    value: str
    paint: Paint


@dataclass(frozen=True)
class Rows:
    """The chart; `axis` are the labelled places, `place` puts a figure between 0 and 1 of the width."""

    title: str
    description: str
    rows: Sequence[Row]
    axis: Sequence[tuple[float, str]]
    place: Callable[[float], float]

    def draw(self, width: int) -> Markup:
        """The SVG, `width` pixels wide."""

        def x(value: float) -> float:
            return round(SIDE + self.place(value) * (width - 2 * SIDE), 1)

        stacked = width < STACKED_BELOW
        row_height = LINE * (3 if stacked else 2) + 4
        height = AXIS + row_height * len(self.rows) + 6
        parts: list[Any] = [tag("title", self.title), tag("desc", self.description)]
        for value, words in self._axis(width):
            parts.append(tag("line", x1=x(value), x2=x(value), y1=AXIS - 6, y2=height, class_="grid"))
            anchor = "start" if x(value) < 40 else "end" if x(value) > width - 40 else "mid"
            parts.append(tag("text", words, x=x(value), y=14, class_=anchor))
        room = int((width - 2 * SIDE - (0 if stacked else VALUE_PX)) / LETTER_PX)
        for number, row in enumerate(self.rows):
            top = AXIS + number * row_height + 12
            said = tag("text", tag("title", row.words), shortened(row.words, room), x=SIDE, y=top)
            figure = (
                tag("text", row.value, x=SIDE, y=top + LINE, class_="strong")
                if stacked
                else tag("text", row.value, x=width - SIDE, y=top, class_="end strong")
            )
            parts += [said, figure, *row.paint(x, top + (2 * LINE if stacked else LINE) - 4)]
        return tag(
            "svg", *parts, viewBox=f"0 0 {width} {height}", role="img", class_="chart", aria_label=self.title
        )

    def _axis(self, width: int) -> list[tuple[float, str]]:
        """The labels that fit."""
        every = max(1, -(-len(self.axis) * LABEL_PX // width))
        return [one for number, one in enumerate(self.axis) if number % every == 0]


def shape(kind: int, x: float, y: float, words: str) -> Markup:
    """A tool's mark: another shape for each, so that colour is not needed to tell them apart."""
    title, look = tag("title", words), f"dot s{kind % 8}"
    if kind % 4 == 0:
        return tag("circle", title, cx=x, cy=y, r=5, class_=look)
    if kind % 4 == 1:
        return tag("rect", title, x=x - 4.5, y=y - 4.5, width=9, height=9, class_=look)
    up = f"{x},{y - 6} {x - 6},{y + 5} {x + 6},{y + 5}"
    diamond = f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"
    return tag("polygon", title, points=up if kind % 4 == 2 else diamond, class_=look)
