"""docs/SCORING.md works one example through; the program must agree with it."""

import json
import re
from pathlib import Path

from lab.score.baselines import everything, silent
from lab.score.match import score
from lab.score.tally import Tally, tally
from lab.score.truth import Truth, read_truth
from lab.score.verdict import Row
from lab.tools.generic import findings_of
from lab.tools.report import Report

PAGE = Path(__file__).resolve().parents[3] / "docs" / "SCORING.md"
POSTGRES_AI = frozenset({"H001", "H002", "H004", "F003"})


def example() -> tuple[Truth, Report, list[list[str]]]:
    """The page's ground truth, its report, and its table of rows."""
    words = PAGE.read_text().partition("worked by hand")[2].partition("## Over a run")[0]
    truth, said = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", words, re.DOTALL))
    table = [
        [cell.strip() for cell in line.strip("| ").split("|")] for line in words.splitlines() if "|" in line
    ]
    report = Report("postgresai", findings_of(said, PAGE), covers=POSTGRES_AI)
    return read_truth(truth), report, table[2:]


def shown(row: Row) -> list[str]:
    """A row as the page's table has it."""
    return [row.check, str(row.subject.name), str(row.verdict)]


def test_each_row_of_the_example_has_the_verdict_that_the_page_gives_it() -> None:
    truth, report, table = example()
    assert [shown(row) for row in score(truth, report)] == [cells[:3] for cells in table]


def test_the_reasons_are_the_pages() -> None:
    truth, report, table = example()
    reasons = [(str(row.reason), cells[3]) for row, cells in zip(score(truth, report), table, strict=True)]
    assert [words for reason, words in reasons if reason and not words.startswith(reason)] == []


def test_the_figures_of_the_example_are_the_pages() -> None:
    truth, report, _ = example()
    total = tally(score(truth, report))
    assert total == Tally(2, 1, 3, decoys=1, stale=1, not_covered=1, not_scored=2)
    assert [total.as_json()[name] for name in ("precision", "recall", "f1")] == [0.4, 0.6667, 0.5]


def test_the_baselines_of_the_example_are_the_pages() -> None:
    truth, _, _ = example()
    nothing, all_said = tally(score(truth, silent())), tally(score(truth, everything(truth)))
    assert (nothing.recall, nothing.precision) == (0, None)
    assert (all_said.recall, all_said.precision) == (1, 4 / 6)
