"""All that changes by the second, made once a second at most however many pages are open."""

import threading
import time
from typing import Any

from dashboards.console import actions
from dashboards.console.database import figures
from dashboards.console.jobs import jobs
from dashboards.console.locust import load
from dashboards.console.samples import opened
from lab.shortages import shortages
from lab.state import running_lab
from webapp.settings import Settings

FRESH_S = 1.0

_lock = threading.Lock()
_last: dict[str, Any] = {}


def current(settings: Settings) -> dict[str, Any]:
    """The state of database, load and jobs, at most FRESH_S old; `took_ms` is what making it took."""
    with _lock:
        if not _last or time.time() - _last["at"] >= FRESH_S:
            began = time.perf_counter()
            with opened() as samples:
                found = {
                    "at": time.time(),
                    "database": figures(samples),
                    "load": load(settings),
                    "jobs": jobs(settings),
                    "action": actions.current(),
                    "shortages": shortages(running_lab()),
                }
            _last.clear()
            _last.update(found, took_ms=round((time.perf_counter() - began) * 1000, 1))
        return dict(_last)
