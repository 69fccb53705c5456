"""squawk, the linter of migrations: `squawk --reporter json` over one SQL file per change.

A static baseline: it sees what a change is about to do, and nothing of what became of the data. A file's name
without its suffix is the change's (`d07b_… .sql`). Three rules fire on nearly every file and say nothing
about a hazard; they are left out.
"""

from pathlib import Path, PurePosixPath

from lab.score.objects import Subject
from lab.tools.files import BrokenReport, read_json, report_files, rows_of, word
from lab.tools.report import Report, Reported

NOISE = frozenset({"require-lock-timeout", "require-statement-timeout", "prefer-robust-stmts"})


def read(path: Path) -> Report:
    """A report from one file of JSON, or from every .json file of a folder."""
    report = Report("squawk", covers=frozenset(), static=True)
    for file in report_files(path, ".json"):
        document = read_json(file)
        if not isinstance(document, list):
            raise BrokenReport(f"{file} is no list; run squawk with --reporter json")
        for row in rows_of(document):
            rule, source = word(row, "rule_name"), word(row, "file")
            if rule is None or source is None:
                raise BrokenReport(f"{file} has a row without rule_name or file")
            if rule not in NOISE:
                change = Subject("change", PurePosixPath(source.replace("\\", "/")).stem)
                report.rows.append(Reported(f"squawk:{rule}", change, word(row, "message") or ""))
    return report
