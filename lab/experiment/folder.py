"""A run's folder: where each artefact lies, and which days are done.

Days are done when the manifest says so, and it says so last: whatever a killed run left of the day it was in
is written again.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.experiment.options import Options
from lab.experiment.refused import RunRefused
from lab.experiment.timeline import Timeline
from lab.files import write_whole
from lab.rundir import manifest

SCHEMA = "taskpilot.run/1"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,40}")


@dataclass(frozen=True)
class RunFolder:
    """The folder and its files."""

    path: Path

    @property
    def name(self) -> str:
        """The run's name: the folder's."""
        return self.path.resolve().name

    @property
    def database(self) -> str:
        """The name of the run's own database."""
        return f"taskpilot_run_{self.name}"

    @property
    def samples(self) -> Path:
        """The sampler's file."""
        return self.path / "samples.sqlite"

    @property
    def timeline(self) -> Timeline:
        """The log of what happened."""
        return Timeline(self.path / "timeline.jsonl")

    @property
    def trace(self) -> Path:
        """What the app noted of its statements."""
        return self.path / "statements.jsonl"

    def day(self, day: int) -> Path:
        """The folder of a day's artefacts."""
        return self.path / "days" / f"{day:02}"

    def expected(self, day: int) -> Path:
        """The ground truth of a day's end."""
        return self.path / "expected" / f"day-{day:02}.json"

    def tool(self, name: str, day: int) -> Path:
        """Where a tool's report of a day goes: a folder, or a .json file for our own."""
        return self.path / "tools" / name / f"day-{day:02}"

    def require_name(self) -> None:
        """RunRefused where the name cannot be a database's."""
        if not NAME.fullmatch(self.name):
            raise RunRefused(
                f"{self.name!r} cannot name a run; take up to 41 letters, digits, '.', '_' and '-', such as "
                "--out runs/first"
            )

    def manifest(self) -> dict[str, Any]:
        """The manifest as written; empty where there is none."""
        return manifest(self.path)

    def write_manifest(self, words: dict[str, Any]) -> None:
        """Replace the manifest."""
        write_json(self.path / "manifest.json", words)

    def options(self) -> Options:
        """What the run was asked for; RunRefused where the manifest is not a run's."""
        words = self.manifest()
        if words.get("schema") != SCHEMA:
            raise RunRefused(f"{self.path} holds no run that can be gone on with; start one without --resume")
        return Options.from_json(words["options"])

    def days_done(self) -> list[int]:
        """The days that are complete."""
        return list(self.manifest().get("days_done", []))

    def forget_day(self, day: int) -> None:
        """Remove what an unfinished day left, tool by tool."""
        shutil.rmtree(self.day(day), ignore_errors=True)
        self.expected(day).unlink(missing_ok=True)
        for left in self.path.glob(f"tools/*/day-{day:02}*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process; RunRefused where another one plays this run."""
        descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RunRefused(
                    f"{self.path} is being played by another process; stop it first, or choose another --out"
                ) from None
            yield
        finally:
            os.close(descriptor)


def write_json(path: Path, document: Any) -> None:
    """Write a document in one step, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(document, indent=1, default=str, ensure_ascii=False) + "\n")
