"""The app itself behind gunicorn, in demo mode, as a process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.locustfiles.conftest import ROOT, free_port, until

GUNICORN = Path(sys.executable).with_name("gunicorn")


@contextmanager
def served(database_url: str, log: Path) -> Iterator[str]:
    """The base URL of an app on a database; it logs each request into `log` and ends with the block."""
    bind = f"127.0.0.1:{free_port()}"
    command = [
        str(GUNICORN),
        "-w",
        "2",
        "--config",
        "python:webapp.server.config",
        "-b",
        bind,
        "--access-logfile",
        "-",
        "webapp.app:create_app()",
    ]
    environment = {**os.environ, "DATABASE_URL": database_url, "TASKPILOT_DEMO_MODE": "true"}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        until(lambda: answers(f"http://{bind}/health/live"), 60, "the app answers")
        yield f"http://{bind}"
    finally:
        process.terminate()
        process.wait(30)


def answers(url: str) -> bool:
    """Whether something answers well there."""
    try:
        with urlopen(url, timeout=5):
            return True
    except OSError:
        return False
