"""postgres_ai: the folder of JSON files that its checkup writes, one file per check.

A file that is missing, cannot be read, or says that its check failed is no evidence, and so is whatever the
command's own output (a .log or .txt file in the folder) calls failed or degraded. How each check's data
become findings stands in `lab.tools.postgresai_checks`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lab.tools.files import BrokenReport, fields_of, read_json, read_text, report_files, word
from lab.tools.postgresai_checks import READERS, NoEvidence, Truncated
from lab.tools.report import Report

CHECK = re.compile(r"[A-Z]\d{3}")
COMPLAINT = re.compile(r"!check-(failed|degraded)\W+([A-Z]\d{3})\b:?\s*(.*)")


def read(path: Path) -> Report:
    """A report from a folder of checkup files, or from one of them; a broken file fails its check only."""
    report = Report("postgresai")
    seen: set[str] = set()
    for file in report_files(path, ".json"):
        try:
            document = fields_of(read_json(file))
        except BrokenReport as broken:
            check = _named(file)
            if check is None:
                raise
            report.failed[check] = broken.message
            continue
        check = word(document, "checkId") or _named(file)
        if check in READERS:
            seen.add(check)
            _read_check(report, check, document)
    if path.is_dir():
        for check, why in _complaints(path):
            report.failed.setdefault(check, why)
    if not seen and not report.failed:
        raise BrokenReport(f"{path} has no checkup of postgres_ai; its files are named by check (H002…)")
    report.covers = frozenset(READERS[check].check for check in seen | report.failed.keys() & READERS.keys())
    return report


def _read_check(report: Report, check: str, document: dict[str, Any]) -> None:
    nodes = fields_of(document.get("results"))
    if not nodes:
        report.failed[READERS[check].check] = "the file has no results"
    for node in nodes.values():
        try:
            for row in READERS[check].read(fields_of(node)):
                if isinstance(row, Truncated):
                    report.truncated.add(READERS[check].check)
                elif row.subject.name or row.subject.queryid:
                    report.rows.append(row)
        except NoEvidence as why:
            report.failed[READERS[check].check] = str(why)


def _named(file: Path) -> str | None:
    match = CHECK.match(file.name)
    return match[0] if match else None


def _complaints(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.iterdir()):
        if file.suffix in (".log", ".txt") and file.is_file():
            for _, check, why in COMPLAINT.findall(read_text(file)):
                yield check, why.strip() or "the command said so"
