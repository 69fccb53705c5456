"""Eight hours of statistics in seconds, as Locust and the upkeep would see them; prints what is left.

A program of its own, because importing Locust patches the sockets and threads of whoever does. The clock of
Locust's statistics is turned by hand, one second after the other.
"""

import json
import resource
import sys
import time
from types import SimpleNamespace

import locust.stats
from locust.stats import RequestStats

from locustfiles.common.upkeep import tidy

HOURS = 8
ROWS = 30
PERIOD_S = 60


def main() -> None:
    """Log ten requests a second over thirty rows, and tidy up once a minute, or not."""
    tidied = sys.argv[1] == "tidy"
    now = time.time()
    locust.stats.time = SimpleNamespace(time=lambda: now)  # type: ignore[attr-defined]
    stats = RequestStats()
    sizes = []
    for second in range(HOURS * 3600):
        now += 1
        for request in range(10):
            stats.log_request("GET", f"/{(second + request) % ROWS}", (second * 7 + request) % 400, 2000)
        if second % 5 == 0:
            stats.history.append({"time": second, "user_count": [second, 68], "current_rps": [second, 10.0]})
        if tidied and second % PERIOD_S == 0:
            tidy(stats, now)
        if second % 3600 == 3599:
            seconds = sum(len(entry.num_reqs_per_sec) for entry in (stats.total, *stats.entries.values()))
            sizes.append({"seconds": seconds, "points": len(stats.history)})
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"requests": stats.num_requests, "sizes": sizes, "rss_mb": rss_mb}))


if __name__ == "__main__":
    main()
