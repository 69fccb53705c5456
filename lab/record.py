"""Writes down and tells what the supervisor reports: the state file, and one line for each service."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import psutil

from lab.child import Child, State
from lab.processes import Identity
from lab.state import Entries, LabState
from webapp.refusal import shown_url

Say = Callable[[str], None]


class Record:
    """The written state of one lab, from its start to its end."""

    def __init__(self, run: str, external: Mapping[str, str], admin_url: str | None, say: Say) -> None:
        """`external` holds the servers of the user's own by name; `admin_url` is the embedded one's."""
        self._run = run
        self._external = external
        self._admin_url = admin_url
        self._say = say
        self._said: set[str] = set()
        self._ready = False
        self._children: Sequence[Child] = ()

    def begin(self) -> None:
        """Write that the lab starts; tell of the servers of the user's own."""
        self._write()
        for name, url in self._external.items():
            self._say(service_line(name, f"{shown_url(plain_url(url))} (your own)"))

    def changed(self, children: Sequence[Child]) -> bool:
        """Write the services' states; tell of each that is ready for the first time.

        False where the states could not be written, most likely for want of room: they may be later.
        """
        self._children = children
        written = self._written()
        for child in children:
            if child.state is State.RUNNING and child.service.name not in self._said:
                self._said.add(child.service.name)
                where = shown_url(plain_url(child.service.url)) if child.service.url else f"pid {child.pid}"
                self._say(service_line(child.service.name, where))
        return written

    def ready(self) -> None:
        """Write that everything is ready."""
        self._ready = True
        self._write()

    def _written(self) -> bool:
        try:
            self._write()
        except OSError:
            return False
        return True

    def _write(self) -> None:
        processes = {}
        for child in self._children:
            with suppress(psutil.NoSuchProcess):
                if child.pid is not None:
                    processes[child.service.name] = Identity.of(child.pid)
        LabState(Identity.of(os.getpid()), self._run, self._ready, self._entries(), processes).write()

    def _entries(self) -> Entries:
        entries: Entries = {
            name: {"state": State.EXTERNAL.value, "pid": None, "url": plain_url(url), "log": None}
            for name, url in self._external.items()
        }
        for child in self._children:
            entries[child.service.name] = {
                "state": child.state.value,
                "pid": child.pid,
                "url": plain_url(child.service.url) if child.service.url else None,
                "log": str(child.service.log),
                "shortage": child.shortage,
            }
        if "postgres" in entries:
            entries["postgres"]["admin_url"] = plain_url(self._admin_url) if self._admin_url else None
        return entries


def service_line(name: str, where: str) -> str:
    """A service's line for people."""
    return f"  {name:<10} {where}"


def plain_url(url: str) -> str:
    """A URL as psql and other tools take it, without SQLAlchemy's driver."""
    return url.replace("postgresql+psycopg2://", "postgresql://", 1)
