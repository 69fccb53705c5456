"""What a score has to beat: silence, saying everything, and one-line queries."""

from pathlib import Path

from sqlalchemy import Engine

from lab.inspect.sql import marked
from lab.score.objects import Subject
from lab.score.truth import Truth
from lab.tools.report import Report, Reported

ONE_LINERS = Path(__file__).with_name("one_liners")


def silent() -> Report:
    """A tool that never says anything."""
    return Report("silent")


def everything(truth: Truth) -> Report:
    """A tool that reports every object that any label or decoy names, whatever its state."""
    rows = [Reported(label.check, one) for label in truth.labels for one in label.objects]
    return Report("everything", [*rows, *(Reported(decoy.check, decoy.subject) for decoy in truth.decoys)])


def one_liners(engine: Engine) -> Report:
    """What the queries that everybody knows say now; a file is named by its check (`lab-` for `lab:`)."""
    report, covers = Report("one-liners"), set()
    with engine.connect() as connection:
        for file in sorted(ONE_LINERS.glob("*.sql")):
            check = file.stem.replace("lab-", "lab:")
            covers.add(check)
            for row in connection.execute(marked(file.read_text())):
                found = row._mapping
                about = Subject(
                    found["kind"],
                    found["name"],
                    found.get("schema"),
                    found.get("table"),
                    found.get("queryid"),
                )
                report.rows.append(Reported(check, about))
    report.covers = frozenset(covers)
    return report
