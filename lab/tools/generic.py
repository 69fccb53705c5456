"""Any tool, by a small JSON or CSV file of your own making.

JSON: a list of findings, or `{"findings": […], "checks": […]}`, a finding being
`{"check", "object", "detail"}`; `object` is the ground truth's shape or a name. `checks` says what the tool
looks for; without it the tool is held to everything. CSV: columns check and object (a name), and if known
kind, schema, table and detail.
"""

from pathlib import Path
from typing import Any

from lab.score.objects import Subject, qualified, subject
from lab.tools.files import BrokenReport, read_csv, read_json, report_files
from lab.tools.report import Report, Reported


def read(path: Path) -> Report:
    """A report from one file, or from every .json file of a folder."""
    report = Report("generic")
    if path.suffix.lower() == ".csv":
        report.rows.extend(_csv_rows(path))
        return report
    for file in report_files(path, ".json"):
        document = read_json(file)
        report.rows.extend(findings_of(document, file))
        if isinstance(document, dict) and isinstance(document.get("checks"), list):
            report.covers = (report.covers or frozenset()) | {str(check) for check in document["checks"]}
    return report


def findings_of(document: Any, file: Path) -> list[Reported]:
    """The findings of a JSON document; BrokenReport names the first that is none."""
    found = document.get("findings") if isinstance(document, dict) else document
    if not isinstance(found, list):
        raise BrokenReport(f'{file} has no list of findings; write {{"findings": [{{"check", "object"}}]}}')
    rows = []
    for place, row in enumerate(found, start=1):
        if not isinstance(row, dict) or not isinstance(row.get("check"), str):
            raise BrokenReport(f"{file}: finding {place} has no check")
        try:
            about = subject(row.get("object"))
        except ValueError as error:
            raise BrokenReport(f"{file}: finding {place}: {error}") from None
        rows.append(Reported(row["check"], about, str(row.get("detail") or "")))
    return rows


def _csv_rows(file: Path) -> list[Reported]:
    rows = []
    for place, row in enumerate(read_csv(file), start=1):
        if not row.get("check") or not row.get("object"):
            raise BrokenReport(f"{file}: row {place} needs a check and an object")
        named = qualified(row["object"], row.get("kind") or None)
        schema, table = row.get("schema") or named.schema, row.get("table") or None
        if named.kind == "statement" or row["object"].lstrip("-").isdigit():
            about = Subject("statement", named.name, queryid=row["object"])
        else:
            about = Subject(named.kind, named.name, schema, table)
        rows.append(Reported(row["check"], about, row.get("detail") or ""))
    return rows
