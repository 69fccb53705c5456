"""What each tool found, missed and made up over the whole run."""

from typing import Any

from markupsafe import Markup

from lab.report.figure import Figure
from lab.report.markup import joined, table, tag
from lab.report.run_data import RunData
from lab.report.scores import Scores, scores_of
from lab.score.baselines import everything, silent
from lab.score.life import RunScore, score_run
from lab.score.tally import Tally, by, tally
from lab.score.verdict import Row, Verdict

ORDER = 80
MOST = 25
COLUMNS = (
    "tool", "found", "missed", "false_alarms", "decoys", "stale", "not_covered", "not_scored", "precision",
    "recall", "f1", "median_days_to_detection",
)  # fmt: skip
HEADS = (
    "tool", "found", "missed", "false alarms", "decoys", "stale", "not covered", "not scored", "precision",
    "recall", "F1", "median days",
)  # fmt: skip


def figure(run: RunData) -> Figure:
    """A table of the tools beside the baselines, by check, and what each missed and made up."""
    scores = scores_of(run)
    rows = [_line(tool, tally(score.rows), score.median_days) for tool, score in scores.tools.items()]
    rows += [_line(name, tally(score.rows), None) for name, score in baselines(scores).items()]
    body = [table(HEADS, (_shown(row) for row in rows), set(range(1, len(HEADS))))] if scores.tools else []
    for tool, score in scores.tools.items():
        body += _details(tool, score)
    if scores.unread:
        lines = (f"{tool}: {why}" for tool, why in scores.unread.items())
        body.append(joined([tag("h3", "Not scored"), tag("ul", *(tag("li", line) for line in lines))]))
    return Figure(
        "scoreboard",
        "Scoreboard",
        "Over the run a finding is found if it was on any day; a false alarm counts once. What a tool cannot "
        "see is not covered and lowers nothing. Days run from the first on which the effect can be seen.",
        COLUMNS,
        rows if scores.tools else [],
        body=joined(body),
        nothing="No tool's reports could be scored.",
    )


def baselines(scores: Scores) -> dict[str, RunScore]:
    """What silence and saying everything that the labels name would score."""
    if not scores.truths:
        return {}
    quiet = {day: silent() for day in scores.truths}
    loud = {day: everything(truth) for day, truth in scores.truths.items()}
    return {"(silence)": score_run(scores.truths, quiet), "(everything)": score_run(scores.truths, loud)}


def _line(name: str, found: Tally, days: float | None) -> tuple[Any, ...]:
    return (
        name, found.found, found.missed, found.false_alarms, found.decoys, found.stale, found.not_covered,
        found.not_scored, found.precision, found.recall, found.f1, days,
    )  # fmt: skip


def _shown(row: tuple[Any, ...]) -> list[Any]:
    return [
        f"{cell:.3f}" if 8 <= place <= 10 and cell is not None else _dash(cell)
        for place, cell in enumerate(row)
    ]


def _dash(cell: Any) -> Any:
    return "-" if cell is None else cell


def _details(tool: str, score: RunScore) -> list[Markup]:
    checks = [
        (name, found.found, found.missed, found.false_alarms, found.not_covered)
        for name, found in by(score.rows, "check").items()
        if found.found + found.missed + found.false_alarms + found.not_covered
    ]
    heads = ("check", "found", "missed", "false alarms", "not covered")
    parts = [tag("h3", f"{tool} by check"), table(heads, checks, {1, 2, 3, 4})] if checks else []
    for title, verdict in (("missed", Verdict.MISSED), ("false alarms", Verdict.FALSE_ALARM)):
        rows = [row for row in score.rows if row.verdict is verdict]
        if rows:
            more = f" (the first {MOST} of {len(rows)})" if len(rows) > MOST else ""
            parts.append(tag("h3", f"{tool}: {title}{more}"))
            parts.append(table(("check", "object", "why"), map(_why, rows[:MOST]), prose=2))
    return [*parts, tag("p", "All rows: ", tag("a", f"score-{tool}.json", href=f"report/score-{tool}.json"))]


def _why(row: Row) -> tuple[str, str, str]:
    return row.check, row.subject.shown(), ": ".join(filter(None, (row.reason, row.detail or row.finding)))
