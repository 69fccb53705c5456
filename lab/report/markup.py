"""HTML and SVG built from parts; everything that is no markup already is escaped."""

from collections.abc import Container, Iterable
from typing import Any

from markupsafe import Markup, escape

VOID = {"meta", "link", "br", "line", "rect", "circle", "path", "polyline", "polygon", "use"}


def tag(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """An element; an attribute's last underscore falls away, others become hyphens, None leaves it out."""
    given = Markup("").join(
        Markup(' {}="{}"').format(_attribute(key), _plain(value))
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(escape(_plain(child)) for child in children)
    if not children and name in VOID:
        return Markup("<{}{}/>").format(name, given)
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inner)


def joined(parts: Iterable[Any], between: str = "") -> Markup:
    """Parts one after the other."""
    return escape(between).join(escape(_plain(part)) for part in parts)


def table(
    columns: Iterable[str], rows: Iterable[Iterable[Any]], numbers: Container[int] = (), prose: int = -1
) -> Markup:
    """A table in a box that scrolls where it is too wide.

    `numbers` are the columns set to the right, `prose` is the one that needs room for a sentence.
    """
    head = tag(
        "tr",
        *(
            tag("th", name, scope="col", class_=_look(place, numbers, prose))
            for place, name in enumerate(columns)
        ),
    )
    body = [
        tag("tr", *(tag("td", cell, class_=_look(place, numbers, prose)) for place, cell in enumerate(row)))
        for row in rows
    ]
    inner = tag("table", tag("thead", head), tag("tbody", *body))
    return tag("div", inner, class_="scroll", tabindex="0")


def _look(place: int, numbers: Container[int], prose: int) -> str | None:
    return "n" if place in numbers else "prose" if place == prose else None


def shortened(words: str, length: int) -> str:
    """Words cut to a length, with an ellipsis."""
    return words if len(words) <= length else words[: max(1, length - 1)].rstrip() + "…"


def _attribute(key: str) -> str:
    return "viewBox" if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _plain(value: Any) -> Any:
    """Text without the control characters that no page may contain."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else value
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "�" for letter in value)
