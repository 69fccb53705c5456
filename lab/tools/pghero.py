"""pghero: a folder of CSV files, one per method, named after it (unused_indexes.csv …).

pghero has no export of its own; such a file is what `PgHero.unused_indexes` returns, written as CSV.
"""

from collections.abc import Callable
from pathlib import Path

from lab.score.objects import Subject, qualified
from lab.tools.files import BrokenReport, number, read_csv, report_files
from lab.tools.report import Report, Reported, Weight

Row = dict[str, str]


def _index(check: str, column: str = "index") -> Callable[[Row], Reported]:
    def row(found: Row) -> Reported:
        about = Subject("index", found[column], found.get("schema") or None, found.get("table") or None)
        return Reported(check, about, found.get("index_size") or found.get("covering_index") or "")

    return row


def _unused(found: Row) -> Reported:
    """pghero lists indexes with up to 50 scans; only those without any are said to be unused."""
    listed = _index("H002")(found)
    scans = number(found.get("index_scans"))
    weight = Weight.VERDICT if scans == 0 else Weight.GREY
    return Reported(listed.check, listed.subject, f"{scans:.0f} scans", weight)


def _sequence(found: Row) -> Reported:
    named = qualified(found["sequence"], "sequence")
    schema = found.get("sequence_schema") or found.get("schema") or named.schema
    return Reported(
        "lab:integer_key_near_its_end", Subject("sequence", named.name, schema, found.get("table") or None)
    )


def _constraint(found: Row) -> Reported:
    about = Subject("constraint", found["name"], found.get("schema") or None, found.get("table") or None)
    return Reported("lab:constraint_never_validated", about)


def _statement(found: Row) -> Reported:
    return Reported("K003", Subject("statement", queryid=found["query_hash"]), weight=Weight.LISTING)


METHODS: dict[str, tuple[str, str, Callable[[Row], Reported]]] = {
    "unused_indexes": ("H002", "index", _unused),
    "duplicate_indexes": ("H004", "unneeded_index", _index("H004", "unneeded_index")),
    "invalid_indexes": ("H001", "index", _index("H001")),
    "index_bloat": ("F005", "index", _index("F005")),
    "invalid_constraints": ("lab:constraint_never_validated", "name", _constraint),
    "sequence_danger": ("lab:integer_key_near_its_end", "sequence", _sequence),
    "slow_queries": ("K003", "query_hash", _statement),
}


def read(path: Path) -> Report:
    """A report from a folder of such files, or from one of them."""
    report = Report("pghero", covers=frozenset())
    for file in report_files(path, ".csv"):
        if file.stem not in METHODS:
            continue
        check, column, row = METHODS[file.stem]
        report.covers = (report.covers or frozenset()) | {check}
        for place, found in enumerate(read_csv(file), start=1):
            if not found.get(column):
                raise BrokenReport(f"{file}: row {place} has no {column}")
            report.rows.append(row(found))
    if not report.covers:
        raise BrokenReport(f"{path} has none of pghero's files: {', '.join(METHODS)}")
    return report
