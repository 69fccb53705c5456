"""The sampler: asks its probes in turn until it is stopped, over lost connections too."""

import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import OperationalError

from lab.sampler.cost import SHARE, Cost
from lab.sampler.session import Session
from lab.sampler.store import Store
from webapp.database import command_engine
from webapp.refusal import first_line

APPLICATION_NAME = "taskpilot-lab sampler"
EVERY_S = 5.0
RECONNECT_S = 1.0
PRUNE_EVERY_S = 300.0


@dataclass
class Sampler:
    """Samples `url` into the file `path` until `stop` is set, for at most `share` of one session's time.

    With `keep_s` what is older than that many seconds is forgotten now and then.
    """

    url: str
    path: Path
    every_s: float = EVERY_S
    share: float = SHARE
    keep_s: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    cost: Cost = field(default_factory=Cost)
    _asked: threading.Event = field(default_factory=threading.Event)
    _done: threading.Event = field(default_factory=threading.Event)

    def refresh(self, timeout_s: float) -> bool:
        """Have every probe asked now, however long it still rests; False where that did not come in time."""
        self._done.clear()
        self._asked.set()
        return self._done.wait(timeout_s)

    def run(self) -> None:
        """Sample until stopped; a lost connection and a full disk are noted as gaps and got over."""
        store = Store(self.path)
        engine = command_engine(self.url, APPLICATION_NAME)
        began = time.monotonic()
        try:
            while not self.stop.is_set():
                try:
                    with engine.connect() as connection:
                        self._sample(Session(connection, store, self.every_s, self.share, self.cost), began)
                except OperationalError as error:
                    self.cost.lost += 1
                    self._note_gap(store, first_line(error.orig))
                except sqlite3.OperationalError as error:
                    store.undo()
                    self._note_gap(store, f"the samples could not be kept: {error}")
        finally:
            with suppress(sqlite3.OperationalError):
                store.close()

    def start(self) -> threading.Thread:
        """Sample in a thread of its own; set `stop` and join it."""
        thread = threading.Thread(target=self.run, name="sampler", daemon=True)
        thread.start()
        return thread

    def _note_gap(self, store: Store, reason: str) -> None:
        """Keep why nothing is sampled, if the disk has room for that, and wait before the next try."""
        try:
            store.add("gaps", time.time(), [{"probe": None, "reason": reason}])
            store.commit()
        except sqlite3.OperationalError:
            store.undo()
        self.stop.wait(RECONNECT_S)

    def _sample(self, session: Session, began: float) -> None:
        pruned = float("-inf")
        while not self.stop.is_set():
            asked = self._asked.is_set()
            if asked:
                self._asked.clear()
                session.forget_rests()
            session.round()
            if self.keep_s is not None and time.monotonic() - pruned > PRUNE_EVERY_S:
                session.store.prune(time.time() - self.keep_s)
                pruned = time.monotonic()
            if asked:
                self._done.set()
            self.cost.wall_ms = (time.monotonic() - began) * 1000
            self.stop.wait(session.rest())
