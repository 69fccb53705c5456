"""Prints requests and CPU seconds of the load generator as JSON, as a second locustfile.

Counted from the end of the ramp, so that start-up and logging in are left out.
"""

import json
import time
from typing import Any

from locust import events

began: dict[str, float] = {}


@events.init.add_listener
def begin(environment: Any, **_: Any) -> None:
    """Start to count when everybody is there."""

    @environment.events.spawning_complete.add_listener
    def count(user_count: int) -> None:
        if user_count and not began:
            began.update(cpu=time.process_time(), requests=environment.stats.total.num_requests)

    @environment.events.test_stopping.add_listener
    def tell(**_: Any) -> None:
        requests = environment.stats.total.num_requests - began["requests"]
        print(json.dumps({"requests": requests, "cpu_s": time.process_time() - began["cpu"]}), flush=True)
