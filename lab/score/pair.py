"""Two reports side by side, as `--compare` names them: two tools, or two versions of one.

Each side is the report's path, read by `--tool`, or TOOL=PATH; over a run also TOOL alone, whose reports are
in the run's folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.score.life import RunScore, score_run
from lab.score.match import score
from lab.score.source import reports_of_run, truths_of_run
from lab.score.truth import Truth
from lab.score.verdict import Row
from lab.tools.catalogue import Read
from lab.tools.files import BrokenReport


@dataclass(frozen=True)
class Side:
    """One of the two: its words, its tool, and its path where one is given."""

    words: str
    tool: str
    path: Path | None

    @classmethod
    def of(cls, words: str, tool: str | None, known: Mapping[str, Read]) -> "Side":
        """The side that the words mean; BrokenReport where they name no tool that can be read."""
        name, between, path = words.partition("=")
        if between and name in known:
            return cls(words, name, _there(path))
        if words in known and not Path(words).exists():
            return cls(words, words, None)
        if tool is None:
            raise BrokenReport(f"whose report is {words}? write TOOL={words}, or give --tool")
        return cls(words, tool, _there(words))


def rows_of_day(side: Side, truth: Truth, day: int | None, known: Mapping[str, Read]) -> list[Row]:
    """The side's score against one day's ground truth."""
    if side.path is None:
        raise BrokenReport(f"no report of {side.tool}: write {side.tool}=PATH")
    return score(truth, known[side.tool](side.path), day)


def score_of_run(side: Side, run: Path, known: Mapping[str, Read]) -> RunScore:
    """The side's score over a run."""
    reports = reports_of_run(run, side.tool, side.path, known[side.tool])
    return score_run(truths_of_run(run, sorted(reports)), reports)


def _there(words: str) -> Path:
    path = Path(words)
    if not path.exists():
        raise BrokenReport(f"{path} is neither a file nor a folder")
    return path
