"""What the console can do: commands that a person would type, one at a time, each a process of its own.

A command outlives the web process that started it. Its state is a file, so that every web process shows the
same, and who holds the lock file may start one.
"""

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from roadmap.catalogue import last_day
from webapp.errors import Conflict, Invalid, NotFound
from webapp.paths import ROOT, lab_dir

TAIL_BYTES = 4_000
MOST_DAYS = 28
NAME_LENGTH = 40

Words = list[str]


@dataclass(frozen=True, slots=True)
class Action:
    """A command: `words` makes its arguments after `flask` from what the page sends."""

    title: str
    words: Callable[[dict[str, Any]], Words]
    keeps: str | None = None


def _whole(given: dict[str, Any], name: str, least: int, most: int) -> int:
    value = given.get(name)
    if type(value) is not int or not least <= value <= most:
        raise Invalid(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    return value


def _day(given: dict[str, Any], least: int) -> str:
    return str(_whole(given, "day", least, last_day()))


def _checkpoint(given: dict[str, Any]) -> Words:
    name = given.get("name")
    if not isinstance(name, str) or not name.isidentifier() or len(name) > NAME_LENGTH:
        raise Invalid(f"name must be letters, digits and _ ({NAME_LENGTH} at most), not {name!r}")
    return ["lab", "checkpoint", "save", name]


ACTIONS: dict[str, Action] = {
    "apply": Action(
        "Apply the changes up to a day", lambda given: ["roadmap", "apply", "--day", _day(given, 1)]
    ),
    "revert": Action(
        "Go back to the end of a day", lambda given: ["roadmap", "revert", "--day", _day(given, 0)]
    ),
    "grow": Action(
        "Let simulated days pass",
        lambda given: ["seed", "grow", "--days", str(_whole(given, "days", 1, MOST_DAYS))],
    ),
    "checkpoint": Action("Save a checkpoint", _checkpoint),
    "inspect": Action("Look for trouble", lambda _: ["lab", "inspect", "--json"], keeps="inspect.json"),
    "verify": Action("Prove the findings", lambda _: ["roadmap", "verify", "--json"], keeps="verify.json"),
}


def folder() -> Path:
    """Where the console keeps what its actions print."""
    return lab_dir() / "console"


def start(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Start an action; Conflict while another one runs."""
    if name not in ACTIONS:
        raise NotFound(f"there is no action {name!r}; there are {', '.join(ACTIONS)}")
    words = ACTIONS[name].words(given)
    with _alone():
        running = current()
        if running is not None and running["running"]:
            raise Conflict(f"'{running['command']}' is still running; wait for its end")
        out = folder() / (ACTIONS[name].keeps or "output.txt")
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboards.console.runner", str(out), *words],
            cwd=ROOT,
            env={**os.environ, "FLASK_APP": "webapp.app:create_app"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        born = psutil.Process(process.pid).create_time()
        threading.Thread(target=process.wait, daemon=True).start()  # so that no zombie stays
        _write(
            {
                "name": name,
                "title": ACTIONS[name].title,
                "command": " ".join(["flask", *words]),
                "pid": process.pid,
                "born": born,
                "started_at": time.time(),
            }
        )
    return current() or {}


def current() -> dict[str, Any] | None:
    """The action that runs, or the last one; None before the first."""
    found = read_action()
    if found is None:
        return None
    ended = _ended(found)
    found["running"] = ended is None and _lives(found)
    found["exit_code"] = None if ended is None else ended["exit_code"]
    found["ended_at"] = None if ended is None else ended["at"]
    found["output"] = _tail(folder() / "messages.txt")
    return {key: value for key, value in found.items() if key not in ("pid", "born")}


def read_action() -> dict[str, Any] | None:
    """The last action as it was started, with its process; None before the first."""
    return _read("action.json")


def _read(name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder() / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def _ended(action: dict[str, Any]) -> dict[str, Any] | None:
    found = _read("ended.json")
    return found if found is not None and found["pid"] == action["pid"] else None


def _lives(action: dict[str, Any]) -> bool:
    try:
        process = psutil.Process(action["pid"])
        return process.create_time() == action["born"] and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _tail(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return file.read().decode(errors="replace")


def _write(action: dict[str, Any]) -> None:
    path = folder() / "action.json"
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(action), encoding="utf-8")
    fresh.replace(path)


@contextmanager
def _alone() -> Iterator[None]:
    """The one web process and thread that may start an action now."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
