"""A line chart over the days of a run, with the changes marked below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lab.report.markup import tag
from lab.report.scale import day_ticks, ticks

LEFT, RIGHT, TOP, BOTTOM = 64, 12, 12, 52
DAY_LABEL_PX = 34
CODE_PX, MARK_PX = 24.0, 6.0

Words = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """A line: its name and its points (day, figure)."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Lines:
    """What is drawn; `marks` are places on the axis with the change there and whether it was a mistake."""

    title: str
    description: str
    series: Sequence[Series]
    first: int
    last: int
    words: Words
    marks: Sequence[tuple[float, str, bool]] = ()
    steps: Callable[[float], list[float]] = ticks
    height: int = 300

    def draw(self, width: int) -> Markup:
        """The SVG, `width` pixels wide."""
        largest = max((y for one in self.series for _, y in one.points), default=0.0)
        steps = self.steps(largest)
        x, y = self._x(width), self._y(steps[-1])
        parts: list[Any] = [tag("title", self.title), tag("desc", self.description)]
        for value in steps:
            parts.append(tag("line", x1=LEFT, x2=width - RIGHT, y1=y(value), y2=y(value), class_="grid"))
            parts.append(tag("text", self.words(value), x=LEFT - 6, y=_r(y(value) + 4), class_="end"))
        for day in day_ticks(self.first - 1, self.last, int((width - LEFT - RIGHT) / DAY_LABEL_PX)):
            parts.append(tag("text", day, x=x(day), y=self.height - 8, class_="mid"))
        parts.append(tag("text", "day", x=4, y=self.height - 8))
        parts += self._marks(x, y(0.0) + 4)
        for place, one in enumerate(self.series):
            points = " ".join(f"{x(day)},{y(value)}" for day, value in one.points)
            parts.append(
                tag("polyline", tag("title", one.name), points=points, class_=f"line s{place % 8}")
                if len(one.points) > 1
                else joined_dots(one, x, y, place)
            )
        return tag(
            "svg", *parts, viewBox=f"0 0 {width} {self.height}", role="img", class_="chart",
            aria_label=self.title,
        )  # fmt: skip

    def _marks(self, x: Callable[[float], float], y: float) -> list[Markup]:
        """Triangles, and below them what each change is called, as far as there is room."""
        parts, taken, last = [], -CODE_PX, -MARK_PX
        for at, words, wrong in sorted(self.marks):
            place = last = max(x(at), _r(last + MARK_PX))
            parts.append(_mark(place, y, words, wrong))
            if place - taken >= CODE_PX:
                taken = place
                code = words.partition("_")[0].lstrip("d0")
                parts.append(tag("text", code, x=place, y=_r(y + 19), class_="code"))
        return parts

    def _x(self, width: int) -> Callable[[float], float]:
        days = max(self.last - self.first + 1, 1)
        return lambda day: _r(LEFT + (day - self.first + 1) / days * (width - LEFT - RIGHT))

    def _y(self, top: float) -> Callable[[float], float]:
        room = self.height - TOP - BOTTOM
        return lambda value: _r(TOP + room * (1 - value / top))


def joined_dots(
    one: Series, x: Callable[[float], float], y: Callable[[float], float], place: int
) -> Markup:  # fmt: skip
    """A series of single points."""
    return Markup("").join(
        tag("circle", tag("title", one.name), cx=x(day), cy=y(value), r=3, class_=f"dot s{place % 8}")
        for day, value in one.points
    )


def _mark(x: float, y: float, words: str, wrong: bool) -> Markup:
    """A triangle below the axis: filled for a mistake, hollow for sound work."""
    points = f"{x},{y} {_r(x - 4)},{_r(y + 8)} {_r(x + 4)},{_r(y + 8)}"
    return tag("polygon", tag("title", words), points=points, class_="mark wrong" if wrong else "mark")


def _r(value: float) -> float:
    return round(value, 1)
