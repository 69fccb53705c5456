"""A score as JSON."""

from collections.abc import Mapping
from typing import Any

from lab.score.life import RunScore
from lab.score.tally import Tally, by, tally
from lab.score.verdict import Row


def document(
    tool: str, rows: list[Row], baselines: Mapping[str, Tally], run: RunScore | None = None
) -> dict[str, Any]:
    """What `score --json` prints: total, checks and rows, and beside them mistakes, engineers, baselines."""
    return {
        "tool": tool,
        "total": tally(rows).as_json(),
        "checks": {name: found.as_json() for name, found in by(rows, "check").items()},
        "mistakes": {name: found.as_json() for name, found in by(rows, "mistake").items()},
        "engineers": {name: found.as_json() for name, found in by(rows, "engineer").items()},
        "baselines": {name: found.as_json() for name, found in baselines.items()},
        **(run.as_json() if run else {}),
        "rows": [row.as_json() for row in rows],
    }
