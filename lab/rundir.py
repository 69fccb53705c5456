"""A run's folder: where its manifest, its ground truth and the tools' reports are, and its database."""

import json
from pathlib import Path

from sqlalchemy.engine import make_url

from webapp.refusal import Refusal


class BrokenRun(Refusal):
    """A run's folder that lacks what is asked of it."""


def run_database_url(url: str, run: Path) -> str:
    """The URL of the database that a run played in, on the server of `url`.

    Its name is the manifest's `database`, or `taskpilot_run_NAME` where the manifest names none.
    """
    name = manifest(run).get("database") or f"taskpilot_run_{run.resolve().name}"
    return make_url(url).set(database=str(name)).render_as_string(hide_password=False)


def manifest(run: Path) -> dict[str, object]:
    """The run's manifest; empty where it has none."""
    path = run / "manifest.json"
    if not path.exists():
        return {}
    try:
        loaded = json.loads(path.read_text())
    except ValueError:
        raise BrokenRun(f"{path} is no JSON; was the run interrupted? try 'flask lab run --resume'") from None
    if not isinstance(loaded, dict):
        raise BrokenRun(f"{path} holds no JSON object")
    return loaded
