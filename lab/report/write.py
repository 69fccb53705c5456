"""Writes a run's report: report.html, and beside it in `report/` the data of each figure."""

import importlib
import json
import pkgutil
import shutil
from pathlib import Path

from lab.files import write_whole
from lab.report import figures
from lab.report.figure import Figure
from lab.report.page import page
from lab.report.run_data import RunData
from lab.report.scores import scores_of
from lab.score.document import document

DATA = "report"


def write_report(path: Path) -> Path:
    """Make the report of a run's folder anew; BrokenRun where no day of it is done."""
    run = RunData(path)
    made = figures_of(run)
    data = path / DATA
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    for figure in made:
        write_whole(data / f"{figure.key}.csv", figure.csv())
    for tool, score in scores_of(run).tools.items():
        words = document(tool, score.rows, {}, score)
        write_whole(data / f"score-{tool}.json", json.dumps(words, indent=1) + "\n")
    report = path / "report.html"
    write_whole(report, page(run, made))
    return report


def figures_of(run: RunData) -> list[Figure]:
    """Each figure of the folder, in their order."""
    modules = [
        importlib.import_module(f"{figures.__name__}.{module.name}")
        for module in pkgutil.iter_modules(figures.__path__)
    ]
    return [module.figure(run) for module in sorted(modules, key=lambda module: int(module.ORDER))]
