"""Keeps the load generator's memory flat over days.

Locust counts requests per second and row for ever, and keeps a point of its charts for every five seconds;
after a day that is 300 MB, and every page of the web UI carries the points along.
"""

import time
from typing import Any

import gevent
from locust.env import Environment
from locust.event import Events
from locust.stats import RequestStats

from locustfiles.common.latency import persona_due_stats, persona_stats

PERIOD_S = 60.0
SECONDS_KEPT = 60
MOST_POINTS = 2_000
POINTS_KEPT_WHOLE = 1_000


def keep_memory_flat(events: Events) -> None:
    """Tidy up once a minute for as long as Locust runs."""

    def begin(environment: Environment, **_: Any) -> None:
        gevent.spawn(_tidy_for_ever, environment)

    events.init.add_listener(begin)


def tidy(stats: RequestStats, now: float) -> None:
    """Forget the seconds that no chart looks at, and every second of the old points."""
    oldest = int(now) - SECONDS_KEPT
    for entry in (stats.total, *stats.entries.values()):
        for per_second in (entry.num_reqs_per_sec, entry.num_fail_per_sec):
            for second in [second for second in per_second if second < oldest]:
                del per_second[second]
    if len(stats.history) > MOST_POINTS:
        del stats.history[1:-POINTS_KEPT_WHOLE:2]


def _tidy_for_ever(environment: Environment) -> None:
    while True:
        gevent.sleep(PERIOD_S)
        for stats in (environment.stats, persona_stats, persona_due_stats):
            tidy(stats, time.time())
