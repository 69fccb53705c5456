"""Per-persona rows beside Locust's own files: a CSV, and a section at the end of the HTML report."""

import csv
import io
from html import escape
from pathlib import Path
from typing import Any

import gevent
from locust.env import Environment
from locust.stats import CSV_STATS_INTERVAL_SEC

COLUMNS = (
    "persona", "name", "requests", "failures", "p50", "p95", "p99", "p95_since_due", "p99_since_due",
)  # fmt: skip
GATE_COLUMNS = ("title", "subject", "value", "limit", "unit")
STYLE = """
.taskpilot{font:14px/1.5 system-ui,sans-serif;max-width:1200px;margin:2rem auto;padding:0 24px}
.taskpilot table{border-collapse:collapse;width:100%;margin-bottom:2rem}
.taskpilot :is(th,td){padding:4px 8px;border-bottom:1px solid #8886;text-align:right}
.taskpilot :is(th,td):is(:nth-child(1),:nth-child(2)){text-align:left}
"""


def write_report_files(environment: Environment, results: dict[str, Any]) -> None:
    """Write what --csv and --html ask for."""
    options = environment.parsed_options
    if options is None:
        return
    if options.csv_prefix:
        gevent.sleep(CSV_STATS_INTERVAL_SEC + 0.1)
        write_csv(Path(f"{options.csv_prefix}_personas.csv"), results)
    if options.html_file and Path(options.html_file).is_file():
        add_to_html(Path(options.html_file), results)


def rows_of(results: dict[str, Any]) -> list[list[Any]]:
    """A row per persona and endpoint, then one per persona as a whole."""
    whole = [{**one, "name": "all requests"} for one in results["personas"]]
    return [[one[column] for column in COLUMNS] for one in (*results["persona_endpoints"], *whole)]


def write_csv(path: Path, results: dict[str, Any]) -> None:
    """Write the rows; times in milliseconds."""
    path.write_text(csv_of(results), encoding="utf-8", newline="")


def csv_of(results: dict[str, Any]) -> str:
    """The rows as CSV; times in milliseconds."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(results))
    return text.getvalue()


def add_to_html(path: Path, results: dict[str, Any]) -> None:
    """Put a section before the end of Locust's page."""
    path.write_text(with_section(path.read_text(encoding="utf-8"), results), encoding="utf-8")


def with_section(page: str, results: dict[str, Any]) -> str:
    """Locust's page with the rows per persona and, where any were judged, the gates."""
    gates = [
        ["held" if one["held"] else "broken", *(one[column] for column in GATE_COLUMNS)]
        for one in results["gates"]
    ]
    section = (
        f"<style>{STYLE}</style><section class='taskpilot'><h2>Per persona, in milliseconds</h2>"
        + _table(COLUMNS, rows_of(results))
        + ("<h2>Gates</h2>" + _table(("gate", *GATE_COLUMNS), gates) if gates else "")
        + "</section>"
    )
    return page.replace("</body>", f"{section}</body>")


def _table(header: tuple[str, ...], rows: list[list[Any]]) -> str:
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(_shown(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shown(cell: Any) -> str:
    if cell is None:
        return "-"
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
