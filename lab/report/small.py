"""A small line chart, one of many: two labels on its scale, the first and the last day."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from lab.report.markup import tag
from lab.report.scale import ticks

WIDTH, HEIGHT, LEFT, BASE = 230, 84, 50, 66


def small_chart(
    title: str,
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    first: int,
    last: int,
    words: Callable[[float], str],
) -> Markup:
    """The SVG; `lines` are looks and points (day, figure)."""
    top = ticks(max((y for _, points in lines for _, y in points), default=0.0), 2)[-1]

    def x(day: float) -> float:
        return round(LEFT + 4 + (day - first) / max(last - first, 1) * (WIDTH - LEFT - 12), 1)

    def y(value: float) -> float:
        return round(BASE - value / top * (BASE - 8), 1)

    parts = [tag("title", title)]
    for value in (0.0, top):
        parts.append(tag("line", x1=LEFT, x2=WIDTH - 4, y1=y(value), y2=y(value), class_="grid"))
        parts.append(tag("text", words(value), x=LEFT - 4, y=round(y(value) + 4, 1), class_="end"))
    parts.append(tag("text", f"day {first}", x=LEFT, y=HEIGHT - 4))
    if last > first:
        parts.append(tag("text", f"day {last}", x=WIDTH - 4, y=HEIGHT - 4, class_="end"))
    for look, points in lines:
        if len(points) > 1:
            path = " ".join(f"{x(day)},{y(value)}" for day, value in points)
            parts.append(tag("polyline", points=path, class_=f"line {look}"))
        else:
            parts += [tag("circle", cx=x(d), cy=y(v), r=3, class_=f"dot {look}") for d, v in points]
    return tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", class_="chart", aria_label=title)
