"""Samples what the load sees: requests per endpoint and persona, beside the sampler's rows.

Figures are cumulative since the day began; percentiles are those of the day so far.
"""

import threading
import time
from pathlib import Path
from typing import Any

from lab.experiment.load import Load, LoadUnreachable
from lab.sampler.store import Store

EVERY_S = 5.0
KEPT = (
    "persona", "name", "requests", "failures", "p50", "p95", "p99", "p95_since_due", "p99_since_due",
)  # fmt: skip


class RequestSampler:
    """A thread that asks the load; `last` is what it said last."""

    def __init__(self, load: Load, samples: Path, every_s: float = EVERY_S) -> None:
        self.last: dict[str, Any] = {}
        self.day = 0
        self._load = load
        self._samples = samples
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="requests", daemon=True)

    def __enter__(self) -> "RequestSampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        store = Store(self._samples)
        try:
            while not self._stop.wait(self._every_s):
                try:
                    self.last = self._load.summary()
                except LoadUnreachable:
                    continue
                day, rows = self.day, self.last["persona_endpoints"]
                store.add(
                    "requests", time.time(), [{"day": day, **{k: row[k] for k in KEPT}} for row in rows]
                )
                store.commit()
        finally:
            store.close()
