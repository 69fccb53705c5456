"""pgwatch: the metric `recommendations`, exported as CSV with the columns of its table.

Needed are `reco_topic` and `object_name` (with or without pgwatch's prefix `tag_`); `recommendation` and
`extra_info` say which of several reasons an index is to be dropped for.
"""

from pathlib import Path

from lab.score.objects import qualified
from lab.tools.files import BrokenReport, read_csv, report_files
from lab.tools.report import Report, Reported

COLUMNS = ("reco_topic", "object_name")
COVERS = frozenset({"H001", "H002", "H004", "lab:disabled_trigger"})


def read(path: Path) -> Report:
    """A report from one CSV file, or from every .csv file of a folder; other topics are passed over."""
    report = Report("pgwatch", covers=COVERS)
    for file in report_files(path, ".csv"):
        for place, row in enumerate(read_csv(file), start=1):
            topic, name = (row.get(column) or row.get(f"tag_{column}") for column in COLUMNS)
            if not topic or not name:
                raise BrokenReport(f"{file}: row {place} needs reco_topic and object_name")
            words = f"{row.get('recommendation', '')} {row.get('extra_info', '')}".strip()
            if topic == "drop_index":
                about = qualified(name, "index")
                report.rows.append(Reported(_reason(words.lower()), about, words))
            elif topic == "disabled_triggers":
                table = qualified(name, "table")
                report.rows.append(Reported("lab:disabled_trigger", table, words))
    return report


def _reason(words: str) -> str:
    if "invalid" in words:
        return "H001"
    return "H004" if "duplicate" in words or "redundant" in words else "H002"
