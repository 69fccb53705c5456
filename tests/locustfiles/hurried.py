"""A locustfile beside the personas: the clock of Locust's statistics runs HURRY times as fast.

So a run of minutes leaves what eight hours leave: a counter per row for each of the hours' seconds in which
it was asked, a point of the charts for every five of them, and a tidying up for each of their minutes. Prints
the process's resident memory once for each such hour.
"""

import json
import os
import time
from types import SimpleNamespace
from typing import Any

import gevent
import locust.stats
import psutil
from locust import events

from locustfiles.common import upkeep

HURRY = float(os.environ["HURRY"])
HOUR_S = 3600.0
BEGAN = time.time()


def hurried() -> float:
    """The time of the statistics."""
    return BEGAN + (time.time() - BEGAN) * HURRY


locust.stats.time = SimpleNamespace(time=hurried)  # type: ignore[attr-defined]
locust.stats.HISTORY_STATS_INTERVAL_SEC = 5 / HURRY
upkeep.PERIOD_S /= HURRY
upkeep.time = SimpleNamespace(time=hurried)  # type: ignore[attr-defined]


@events.init.add_listener
def watch(environment: Any, **_: Any) -> None:
    """Print a line for each hour."""
    gevent.spawn(_watch, environment)


def _watch(environment: Any) -> None:
    while True:
        gevent.sleep(HOUR_S / HURRY)
        stats = environment.stats
        counters = sum(len(one.num_reqs_per_sec) for one in (stats.total, *stats.entries.values()))
        line = {
            "rss_mb": psutil.Process().memory_info().rss / 2**20,
            "requests": stats.total.num_requests,
            "counters": counters,
            "points": len(stats.history),
        }
        print("HOUR", json.dumps(line), flush=True)
