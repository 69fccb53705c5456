"""A run's folder as a report reads it: its days, what happened on each, and its samples.

A run that is under way, was stopped, or lacks some of its files is read as far as it goes.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from lab.experiment.folder import SCHEMA, RunFolder
from lab.experiment.timeline import Event
from lab.rundir import BrokenRun

Json = dict[str, Any]


@dataclass(frozen=True)
class Day:
    """A day that is done: when it began and ended (seconds since 1970), its load and its changes."""

    number: int
    began: float
    ended: float
    load: Json
    changes: list[Json]
    events: list[Event] = field(default_factory=list)

    @property
    def load_ended(self) -> float:
        """When the day's figures were taken; proofs and tools came after, and their locks are nobody's."""
        taken = self.one("load").get("at")
        return moment(taken) if taken else self.ended

    def one(self, name: str) -> Event:
        """The day's last event of a name; empty where there is none."""
        return next((event for event in reversed(self.events) if event["event"] == name), {})


class RunData:
    """A run; BrokenRun where the folder holds none, or no day of it is done."""

    def __init__(self, path: Path) -> None:
        self.folder = RunFolder(path)
        self.manifest: Json = self.folder.manifest()
        if self.manifest.get("schema") != SCHEMA:
            raise BrokenRun(f"{path} holds no run; give a folder that 'flask lab run' wrote")
        self.days = self._days()
        if not self.days:
            raise BrokenRun(f"no day of {path} is done yet; go on with it by --resume")

    @property
    def first(self) -> int:
        """The first day that is done."""
        return self.days[0].number

    @property
    def last(self) -> int:
        """The last day that is done."""
        return self.days[-1].number

    @cached_property
    def changes(self) -> list[Json]:
        """Every change of the days, in order."""
        return [change for day in self.days for change in day.changes]

    def place(self, at: float) -> float | None:
        """A moment on the axis of days (day 3 ends at 3.0); None between two days."""
        for day in self.days:
            if day.began <= at <= day.ended:
                return day.number - 1 + (at - day.began) / max(day.ended - day.began, 0.001)
        return None

    @cached_property
    def change_places(self) -> list[tuple[float, Json]]:
        """The changes with their places on the axis of days."""
        found = []
        for change in self.changes:
            place = self.place(moment(change["applied_at"]))
            found.append((change["day"] - 1.0 if place is None else place, change))
        return found

    def sampled(self, query: str, *needed: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the samples; none where there are no samples or no such table or column."""
        with self._samples() as samples:
            if samples is None:
                return []
            try:
                return samples.execute(query, needed).fetchall()
            except sqlite3.OperationalError as error:
                if "no such" not in str(error):
                    raise
                return []
            except sqlite3.DatabaseError as error:
                raise BrokenRun(f"{self.folder.samples} cannot be read: {error}") from None

    @contextmanager
    def _samples(self) -> Iterator[sqlite3.Connection | None]:
        if not self.folder.samples.exists():
            yield None
            return
        connection = sqlite3.connect(self.folder.samples)
        try:
            connection.execute("pragma query_only = on")
            yield connection
        finally:
            connection.close()

    def _days(self) -> list[Day]:
        begun: dict[int, list[Event]] = {}
        for event in self.folder.timeline.events():
            if isinstance(number := event.get("day"), int):
                if event["event"] == "day started":
                    begun[number] = []
                begun.setdefault(number, []).append(event)
        found = []
        for number in self.manifest.get("days_done", []):
            events = begun.get(number, [])
            times = [moment(event["at"]) for event in events]
            if not times:
                continue
            files = self.folder.day(number)
            changes = _read(files / "changes.json")
            found.append(
                Day(
                    number,
                    times[0],
                    times[-1],
                    _object(_read(files / "load.json")),
                    changes if isinstance(changes, list) else [],
                    events,
                )
            )
        return found


def moment(at: str) -> float:
    """An ISO time in seconds since 1970."""
    return datetime.fromisoformat(at).timestamp()


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        raise BrokenRun(f"{path} is no JSON; repeat the day with --resume after removing it") from None


def _object(value: Any) -> Json:
    return dict(value) if isinstance(value, Mapping) else {}
