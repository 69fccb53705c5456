"""Where the load goes and what the seeded people log in with.

The same names and the same order as the web app's settings (the environment, then `.env`, then a running
lab's `services.env`), read here on its own because the load generator talks HTTP only and may run on a
machine that has nothing but these files.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_HOST = "http://127.0.0.1:8000"
DEFAULT_DEMO_PASSWORD = "taskpilot-demo"
DEFAULT_FEATURES_FRESH_S = 30.0
DEFAULT_SERVICE_TOKEN = "taskpilot-demo-service"


@dataclass(frozen=True)
class LabSettings:
    """The settings of the load generator."""

    host: str
    demo_password: str
    service_token: str
    users: str | None
    run_time: str | None
    features_fresh_s: float


@lru_cache(maxsize=1)
def lab_settings() -> LabSettings:
    """The settings of this process, read once."""
    return read_settings()


def read_settings() -> LabSettings:
    """Read the settings afresh."""
    lab_dir = Path(os.environ.get("TASKPILOT_LAB_DIR") or ROOT / ".lab")
    values = {**_file(lab_dir / "services.env"), **_file(ROOT / ".env"), **_filled(dict(os.environ))}
    port = values.get("TASKPILOT_WEB_PORT")
    return LabSettings(
        host=values.get("LOCUST_HOST") or (f"http://127.0.0.1:{port}" if port else DEFAULT_HOST),
        demo_password=values.get("TASKPILOT_DEMO_PASSWORD", DEFAULT_DEMO_PASSWORD),
        service_token=values.get("TASKPILOT_SERVICE_TOKEN", DEFAULT_SERVICE_TOKEN),
        users=values.get("LOCUST_USERS"),
        run_time=values.get("LOCUST_RUN_TIME"),
        features_fresh_s=float(values.get("TASKPILOT_FEATURES_FRESH_S", DEFAULT_FEATURES_FRESH_S)),
    )


def _file(path: Path) -> dict[str, str]:
    return _filled(dotenv_values(path)) if path.is_file() else {}


def _filled(values: dict[str, str | None] | dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
