"""Where the ground truth of a score comes from: a file, a run's folder, or the roadmap and the database."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from lab.rundir import BrokenRun
from lab.score.truth import Label, Truth, read_truth
from lab.tools.catalogue import Read
from lab.tools.files import read_json
from lab.tools.report import Report
from roadmap.catalogue import require_day
from roadmap.mistake import mistakes
from roadmap.plan import SCRIPTED
from roadmap.truth import at_day, expected, verified
from webapp.database import command_engine
from webapp.settings import load_settings

DAY = re.compile(r"day-?0*(\d+)(\.\w+)?")
APPLICATION_NAME = "taskpilot-lab score"


def truth_from_file(path: Path) -> Truth:
    """The document in a file."""
    return _read(read_json(path))


def truth_of_day(day: int | None) -> Truth:
    """The document for a day: proved where the database is at its end, else from the scripted plan.

    Without a day, the one that the database is at.
    """
    url = load_settings().database_url
    if url is not None:
        engine = command_engine(url, APPLICATION_NAME)
        here = at_day(engine)
        if day is None or here == day:
            return _read(verified(engine))
    if day is None:
        load_settings().require_database_url()
    return _read(expected(require_day(int(day or 0)), SCRIPTED))


def truths_of_run(run: Path, days: list[int]) -> dict[int, Truth]:
    """The documents for a run's days: `expected/day-NN.json` where the run has it, else `expected.json`."""
    whole = run / "expected.json"
    found = {}
    for day in days:
        own = run / "expected" / f"day-{day:02}.json"
        if own.exists():
            found[day] = truth_from_file(own)
        elif whole.exists():
            found[day] = truth_from_file(whole)
        else:
            raise BrokenRun(f"{run} has no expected.json; is it a folder that 'flask lab run' wrote?")
    return _with_queryids(found)


def _with_queryids(truths: dict[int, Truth]) -> dict[int, Truth]:
    """The same, each statement with the queryid that any day knows: after its repair it has none any more.

    A tool that still names it then is late (stale), and has not made it up.
    """
    labels = [label for truth in truths.values() for label in truth.labels]
    known = {label.id: label.objects[0].queryid for label in labels if label.objects[0].queryid}

    def told(label: Label) -> Label:
        first, *others = label.objects
        return replace(label, objects=(replace(first, queryid=first.queryid or known.get(label.id)), *others))

    return {
        day: replace(truth, labels=tuple(told(label) for label in truth.labels))
        for day, truth in truths.items()
    }


def reports_of_run(run: Path, tool: str, given: Path | None, read: Read) -> dict[int, Report]:
    """A tool's report of each day: `day-NN` folders or files in `given`, by default in `RUN/tools/TOOL`."""
    folder = given or run / "tools" / tool
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    days = {int(match[1]): entry for entry in entries if (match := DAY.fullmatch(entry.name))}
    if not days:
        raise BrokenRun(f"{folder} has no day-NN folders or files; give the reports with --report")
    return {day: read(entry) for day, entry in days.items()}


def _read(document: Any) -> Truth:
    return read_truth(document, _rules)


def _rules(mistake: str) -> tuple[str, ...]:
    known = mistakes().get(mistake)
    return known.squawk if known else ()
