"""A small run folder, made by hand in the shapes that `flask lab run` writes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lab.experiment.folder import SCHEMA, RunFolder, write_json
from lab.experiment.options import Options
from lab.sampler.store import Store
from tests.lab.score.truths import finding

BEGAN = 1_700_000_000.0
DAY_S = 100.0
HOSTILE = "<script>alert(1)</script> \"'&\x07"

MakeRun = Callable[..., RunFolder]


def at(day: int, part: float = 0.0) -> float:
    """A moment of a day, in seconds since 1970."""
    return BEGAN + (day - 1) * (DAY_S + 10) + part * DAY_S


def iso(moment: float) -> str:
    """The moment as the timeline writes it."""
    return datetime.fromtimestamp(moment, UTC).isoformat()


def change(day: int, **other: Any) -> dict[str, Any]:
    """A change as a day's changes.json has it."""
    return {
        "change": f"d{day:02}a_index", "day": day, "title": "Sort by due date", "engineer": "Jordan",
        "kind": "redundant_index", "mistake": "redundant_index", "variant": "flawed",
        "started_at": iso(at(day, 0.1)), "applied_at": iso(at(day, 0.2)), "seconds": 1.5, "attempts": 1,
        "under_load": True, "wal_bytes": 4096, "rewritten": [],
        "blocked_sessions": 2, "longest_wait_ms": 320.0,
        **other,
    }  # fmt: skip


def load(day: int, endpoint: str) -> dict[str, Any]:
    """A day's load."""
    row = {"requests": 90, "failures": 1, "p50": 10.0 + day, "p95": 40.0 * day, "p99": 90.0}
    return {
        "total": row, "duration_s": 60.0, "requests_per_s": 1.5,
        "endpoints": [{"name": endpoint, **row}], "personas": [{"persona": "RegularUser", **row}],
        "persona_endpoints": [{"persona": "RegularUser", "name": endpoint, **row}],
    }  # fmt: skip


def sample(folder: RunFolder, days: int, words: str) -> None:
    """Samples: one growing table, one statement that gets slower on the second day, bloat."""
    store = Store(folder.samples)
    store.add("endpoints", 0.0, [{"queryid": "7", "endpoint": words, "change": None, "exercise": None}])
    store.add("texts", 0.0, [{"queryid": "7", "words": f"select {words}"}])
    calls, spent = 0, 0.0
    for day in range(1, days + 1):
        for part in (0.2, 0.5, 0.9):
            table = {"schema": "public", "name": words, "heap_bytes": 2**20 * day, "toast_bytes": 0,
                     "index_bytes": 2**20 * part, "dead": 1000 * part}  # fmt: skip
            store.add("tables", at(day, part), [table])
            calls, spent = calls + 10, spent + 10 * (1.0 if day == 1 else 20.0)
            store.add("statements", at(day, part), [{"queryid": "7", "calls": calls, "exec_ms": spent}])
        store.add(
            "bloat", at(day, 0.5), [{"name": words, "bytes": 2**21, "empty": 0.5, "known_by": "measured"}]
        )
    store.commit()
    store.close()


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """A function that makes a run of some days, its names and titles made of `words`."""

    def make(
        days: int = 2, words: str = "GET /api/v1/issues", name: str = "first", **change_of: Any
    ) -> RunFolder:
        folder = RunFolder(tmp_path / name)
        folder.path.mkdir()
        options = Options(1, days, 1.0, 20, 0.01, 42, False, None)
        folder.write_manifest(
            {
                "schema": SCHEMA, "name": name, "database": folder.database,
                "days_done": list(range(1, days + 1)),
                "options": options.as_json(), "variant": "scripted", "seed": 42,
                "versions": {"postgresql": "18.1", "python": "3.11"},
                "machine": {"cpus": 2, "memory_mb": 2048},
            }
        )  # fmt: skip
        lines = []
        for day in range(1, days + 1):
            lines.append({"at": iso(at(day)), "event": "day started", "day": day})
            cost = {"server_ms": 10.0, "active_ms": 1000.0, "wall_ms": 100_000.0}
            lines.append({"at": iso(at(day, 1)), "event": "day finished", "day": day, "sampler": cost})
            write_json(folder.day(day) / "changes.json", [change(day, title=words, **change_of)])
            write_json(folder.day(day) / "load.json", load(day, words))
            label = finding(since_day=1, visible_from_day=1, mistake=words)
            document = {"schema": "taskpilot.expected/1", "day": day, "variant": "scripted", "seed": 42,
                        "findings": [label], "decoys": []}  # fmt: skip
            write_json(folder.expected(day), document)
            found = [{"check": "H004", "object": "ix_a", "detail": words}] if day > 1 else []
            write_json(folder.tool("inspect", day).with_suffix(".json"), {"findings": found})
        (folder.path / "timeline.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        sample(folder, days, words)
        return folder

    return make
