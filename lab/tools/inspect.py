"""Our reference detector: what `flask lab inspect --json` printed."""

from pathlib import Path

from lab.inspect.catalogue import catalogue
from lab.tools.files import BrokenReport, fields_of, read_json, report_files, rows_of, word
from lab.tools.generic import findings_of
from lab.tools.report import Report

OF_THE_MOMENT = {"lab:long_running_query"}  # seen only while it runs; a look between two runs means nothing


def read(path: Path) -> Report:
    """A report from one file, or from every .json file of a folder."""
    report = Report("inspect", covers=frozenset(entry.key for entry in catalogue()) - OF_THE_MOMENT)
    for file in report_files(path, ".json"):
        document = read_json(file)
        if not isinstance(document, dict):
            raise BrokenReport(f"{file} is no report of 'flask lab inspect --json'")
        report.rows.extend(findings_of(document, file))
        for row in rows_of(fields_of(document).get("not_checked")):
            report.failed[str(word(row, "check"))] = word(row, "reason") or "no reason given"
    return report
