"""Each tool of a run held against the run's ground truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lab.report.run_data import RunData
from lab.score.life import RunScore, score_run
from lab.score.source import reports_of_run, truths_of_run
from lab.score.truth import Truth
from lab.tools.catalogue import adapters
from webapp.refusal import Refusal


@dataclass
class Scores:
    """The truths by day, a score for each tool whose reports could be read, and why others could not."""

    truths: Mapping[int, Truth] = field(default_factory=dict)
    tools: dict[str, RunScore] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=2)
def scores_of(run: RunData) -> Scores:
    """Score every folder of `tools/`; one without an adapter, or broken, is named with the reason."""
    path, days = run.folder.path, [day.number for day in run.days]
    known = [day for day in days if run.folder.expected(day).exists()]
    found = Scores(truths_of_run(path, known) if known else {})
    folders = sorted(folder for folder in (path / "tools").glob("*") if folder.is_dir())
    for tool in (folder.name for folder in folders):
        if tool not in adapters():
            found.unread[tool] = "no adapter reads it"
            continue
        try:
            reports = reports_of_run(path, tool, None, adapters()[tool])
            mine = {day: report for day, report in reports.items() if day in found.truths}
            found.tools[tool] = score_run(found.truths, mine)
        except Refusal as refusal:
            found.unread[tool] = refusal.message
    return found
