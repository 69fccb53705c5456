"""Panels and boards, and Grafana's classic dashboard schema made of them.

A panel says what it shows, in which unit, and why one would look; a test holds every query to metrics that a
real scrape has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

WIDTH = 24
SCHEMA_VERSION = 39
SOURCE = {"type": "prometheus", "uid": "taskpilot"}
REFRESH = "10s"
SINCE = "now-30m"

Kind = Literal["timeseries", "stat", "bargauge", "table"]


@dataclass(frozen=True, slots=True)
class Query:
    """An expression of PromQL, and the legend of its series."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel; `width` of 24, `unit` as Grafana names it (s, bytes, reqps, short, percentunit …)."""

    title: str
    description: str
    unit: str
    queries: tuple[Query, ...]
    kind: Kind = "timeseries"
    width: int = 12
    height: int = 8
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard. `annotations` are expressions whose value is a time in seconds, by name."""

    uid: str
    title: str
    description: str
    panels: tuple[Panel, ...]
    annotations: tuple[tuple[str, str], ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """The dashboard as Grafana imports it."""
        return {
            "uid": f"taskpilot-{self.uid}",
            "title": f"TaskPilot: {self.title}",
            "description": self.description,
            "tags": ["taskpilot"],
            "schemaVersion": SCHEMA_VERSION,
            "version": 1,
            "editable": True,
            "graphTooltip": 1,
            "refresh": REFRESH,
            "time": {"from": SINCE, "to": "now"},
            "timezone": "browser",
            "templating": {"list": []},
            "annotations": {"list": [_annotation(name, expr) for name, expr in self.annotations]},
            "panels": list(self._placed()),
        }

    def _placed(self) -> Iterator[dict[str, Any]]:
        """The panels from left to right, a new row where one does not fit."""
        x = y = tallest = 0
        for number, panel in enumerate(self.panels, start=1):
            if x + panel.width > WIDTH:
                x, y, tallest = 0, y + tallest, 0
            yield _panel(number, panel, {"x": x, "y": y, "w": panel.width, "h": panel.height})
            x, tallest = x + panel.width, max(tallest, panel.height)


def _panel(number: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    instant = panel.kind in ("table", "bargauge")
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _options(panel),
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": SOURCE,
                "expr": query.expr,
                "legendFormat": query.legend or "__auto",
                "instant": instant,
                "range": not instant,
                "format": "table" if panel.kind == "table" else "time_series",
            }
            for place, query in enumerate(panel.queries)
        ],
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "min": 0}
    if panel.kind == "timeseries":
        defaults["custom"] = {
            "lineWidth": 1,
            "fillOpacity": 25 if panel.stacked else 8,
            "showPoints": "never",
            "stacking": {"mode": "normal" if panel.stacked else "none"},
        }
    return defaults


def _options(panel: Panel) -> dict[str, Any]:
    match panel.kind:
        case "timeseries":
            return {
                "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                "tooltip": {"mode": "multi", "sort": "desc"},
            }
        case "table":
            return {"showHeader": True}
        case _:
            return {"reduceOptions": {"calcs": ["lastNotNull"]}, "orientation": "horizontal"}


def _annotation(name: str, expr: str) -> dict[str, Any]:
    return {
        "name": name,
        "datasource": SOURCE,
        "enable": True,
        "expr": expr,
        "step": "10s",
        "titleFormat": "{{change}}",
        "useValueForTime": True,
        "iconColor": "orange",
    }
